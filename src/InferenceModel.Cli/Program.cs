using InferenceModel.Cli.Commands;

return Cli.Run(args, Console.Out, Console.Error);
