using System.CommandLine;
using HvCpuid.Text;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Verbs;

/// <summary><c>completion</c>: the script by which a shell completes this command's verbs, options, kernels, switches and names.</summary>
/// <remarks>The scripts know nothing themselves: they ask <c>hvcpuid "[suggest:POSITION]" "LINE"</c>, System.CommandLine's directive, at each key.</remarks>
internal static class CompletionVerb
{
    private static readonly Dictionary<string, string> Scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = """
            # hvcpuid's completion for bash: source <(hvcpuid completion bash)
            _hvcpuid() {
                local word=${COMP_LINE:0:COMP_POINT} candidate head IFS=$'\n'
                word=${word##* }
                COMPREPLY=()
                for candidate in $(hvcpuid "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null); do
                    [[ $candidate == "$word"* && ( -n $word || $candidate != [-/]* ) ]] && COMPREPLY+=("$candidate")
                done
                # bash replaces what stands behind the last of COMP_WORDBREAKS only.
                head=${word%"${word##*[:=]}"}
                [[ -n $head && $COMP_WORDBREAKS == *"${head: -1}"* ]] && COMPREPLY=("${COMPREPLY[@]#"$head"}")
                [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[=:] ]] && compopt -o nospace 2>/dev/null
                return 0
            }
            complete -o default -F _hvcpuid hvcpuid
            """,
        ["zsh"] = """
            #compdef hvcpuid
            # hvcpuid's completion for zsh: source <(hvcpuid completion zsh), or as _hvcpuid in a folder of $fpath
            _hvcpuid() {
                local line="${words[1,CURRENT]}"
                local -a candidates=("${(@f)$(hvcpuid "[suggest:${#line}]" "$line" 2>/dev/null)}")
                compadd -S ' ' -a candidates || _files
            }
            compdef _hvcpuid hvcpuid
            """,
        ["fish"] = """
            # hvcpuid's completion for fish: hvcpuid completion fish | source
            function __hvcpuid
                set -l line (commandline -cp | string collect)
                hvcpuid "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
            end
            complete -c hvcpuid -a '(__hvcpuid)'
            """,
        ["pwsh"] = """
            # hvcpuid's completion for PowerShell: hvcpuid completion pwsh | Out-String | Invoke-Expression
            Register-ArgumentCompleter -Native -CommandName hvcpuid -ScriptBlock {
                param($word, $line, $position)
                hvcpuid "[suggest:$position]" "$line" 2>$null | Where-Object { $_ -like "$word*" } | ForEach-Object {
                    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
                }
            }
            """,
    };

    /// <summary>The verb.</summary>
    /// <param name="console">Where the script goes.</param>
    public static Command Create(ToolConsole console)
    {
        Argument<string> shell = new("SHELL") { Description = "The shell: " + string.Join(", ", Scripts.Keys) + ".", HelpName = "SHELL" };
        shell.CompletionSources.Add([.. Scripts.Keys]);
        Command command = new("completion", "The script that completes this command in a shell.") { shell };
        command.SetAction(result => Run(result.GetValue(shell) ?? "", console));
        return command;
    }

    private static int Run(string shell, ToolConsole console)
    {
        if (!Scripts.TryGetValue(shell, out string? script))
        {
            throw ToolFailure.Unusable($"completion: expected {string.Join(", ", Scripts.Keys)}, found '{Excerpt.Of(shell)}'.{Suggestion.Question(shell, Scripts.Keys)}");
        }

        console.Output.Write(script.ReplaceLineEndings("\n") + "\n");
        return ExitCodes.Fine;
    }
}
