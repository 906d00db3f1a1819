using MiniVmm;

return VmmProgram.Run(args, Console.Out, Console.Error);
