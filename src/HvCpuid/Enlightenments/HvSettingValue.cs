namespace HvCpuid.Enlightenments;

/// <summary>A setting with a value that is not its default.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="Value">The value, as text.</param>
public sealed record HvSettingValue(HvSetting Setting, string Value)
{
    /// <summary>The value as a flag: <c>hv-spinlocks=0x1fff</c>, or <c>hv-passthrough</c> of a switch.</summary>
    public override string ToString() => Setting.Type == HvSettingType.Switch && Value == HvSettingTable.OnOff(true) ? Setting.Flag : $"{Setting.Flag}={Value}";
}
