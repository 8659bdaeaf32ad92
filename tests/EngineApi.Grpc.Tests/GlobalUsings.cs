global using EngineApi.Grpc.Tests.Peers;
global using Grpc.Core;
global using Xunit;
