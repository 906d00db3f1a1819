using HvCpuid.Tool;

return ToolProgram.Run(args, ToolConsole.OfProcess());
