namespace HvCpuid.Text;

/// <summary>How many letters to insert, delete or replace to come from one text to another.</summary>
internal static class EditDistance
{
    /// <summary>The distance of two texts (Levenshtein), in time proportional to the product of their lengths.</summary>
    public static int Between(string from, string to)
    {
        int[] row = new int[to.Length + 1];
        for (int column = 0; column < row.Length; column++)
        {
            row[column] = column;
        }

        for (int line = 0; line < from.Length; line++)
        {
            int diagonal = row[0];
            row[0] = line + 1;
            for (int column = 0; column < to.Length; column++)
            {
                int replaced = diagonal + (from[line] == to[column] ? 0 : 1);
                diagonal = row[column + 1];
                row[column + 1] = Math.Min(replaced, Math.Min(row[column], diagonal) + 1);
            }
        }

        return row[to.Length];
    }
}
