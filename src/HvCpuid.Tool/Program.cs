using HvCpuid.Tool;
using HvCpuid.Tool.Terminal;

return ToolProgram.Run(args, ToolConsole.OfProcess());
