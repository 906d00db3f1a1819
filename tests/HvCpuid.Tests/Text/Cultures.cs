using System.Globalization;

namespace HvCpuid.Tests.Text;

/// <summary>The cultures that compare texts otherwise than by their characters: Thai passes over '-', Turkish has two letters i. Where a machine has none of them, none are asked.</summary>
internal static class Cultures
{
    private static readonly CultureInfo[] Odd = [.. CultureInfo.GetCultures(CultureTypes.AllCultures).Where(culture => culture.Name is "th-TH" or "tr-TR")];

    /// <summary>Runs something under the machine's own culture and under each of these.</summary>
    public static void Each(Action run)
    {
        CultureInfo own = CultureInfo.CurrentCulture;
        try
        {
            foreach (CultureInfo culture in Odd.Prepend(own))
            {
                CultureInfo.CurrentCulture = culture;
                run();
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = own;
        }
    }
}
