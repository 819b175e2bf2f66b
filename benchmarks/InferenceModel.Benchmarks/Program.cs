using BenchmarkDotNet.Running;
using InferenceModel.Benchmarks;

// Results of a run are committed under results/<processor>/: copy the github tables from BenchmarkDotNet.Artifacts/results.
BenchmarkSwitcher.FromAssembly(typeof(StepBenchmarks).Assembly).Run(args);
