using EngineApi.Engine;
using EngineApi.Linux.Epoll;
using EngineApi.Server.Compatibility;
using EngineApi.Server.Containers;
using EngineApi.Server.Events;
using EngineApi.Server.Exec;
using EngineApi.Server.Hijack;
using EngineApi.Server.Http;
using EngineApi.Server.Images;
using EngineApi.Server.Listeners;
using EngineApi.Server.Metrics;
using EngineApi.Server.Networks;
using EngineApi.Server.OpenApi;
using EngineApi.Server.Options;
using EngineApi.Server.RuntimeView;
using EngineApi.Server.System;
using EngineApi.Server.Volumes;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EngineApi.Server;

/// <summary>Puts the program together. Building touches neither sockets nor containerd: only starting does.</summary>
public sealed class Gateway
{
    private Gateway()
    {
    }

    /// <param name="adjust">For tests: replaces parts before the program is built.</param>
    public static WebApplication Build(DaemonSettings settings, Action<IServiceCollection>? adjust = null)
    {
        // The empty builder: neither environment variables nor an appsettings.json may change what the options say.
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "engineapi", EnvironmentName = Environments.Production });
        var level = new LogSwitch(settings.Server.LogLevel, settings.Engine.Debug);
        AddLogging(builder.Logging, settings.Server, level);
        builder.Services.AddSingleton(level);
        builder.Services.AddSingleton<LiveConnections>();
        builder.Services.AddSingleton<RequestCounts>();
        builder.Services.AddSingleton<MemoryAtRest>();
        builder.Services.AddSingleton<ActionTimes>();
        builder.Services.AddSingleton<MetricsEndpoint>();
        builder.Services.AddSingleton<MalformedRequests>();
        builder.Services.AddSingleton<SwaggerPage>();
        builder.Services.TryAddSingleton(static parts => new Reactor(parts.GetRequiredService<ILogger<Reactor>>().ReactorFailed));
        builder.Services.AddSingleton(new SlashedNames(ApiOperations.All));
        builder.Services.AddRoutingCore();
        // Without it a parameter that does not parse would answer an empty 400.
        builder.Services.Configure<RouteHandlerOptions>(static o => o.ThrowOnBadRequest = true);
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = settings.Engine.ShutdownTimeout);
        builder.Services.AddEngine(settings.Engine);
        builder.Services.AddSingleton<EngineReady>(static parts => () => parts.GetRequiredService<EngineLifetime>().Ready);

        builder.Services.AddSingleton(new OwnHostNames(settings.Server.Hosts, Environment.MachineName));
        var listeners = new ListenerSet(settings.Server);
        builder.Services.Configure<SocketTransportOptions>(listeners.ConfigureTransport);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(listeners.Configure);
        adjust?.Invoke(builder.Services);

        var app = builder.Build();
        _ = app.Services.GetRequiredService<MalformedRequests>(); // listens from now on
        MapPipeline(app);
        MapEndpoints(app);
        app.Lifetime.ApplicationStopping.Register(app.Services.GetRequiredService<LiveConnections>().CutStreams);
        return app;
    }

    private static void MapPipeline(WebApplication app)
    {
        var parts = app.Services;
        app.Use(next => new CountedRequests(
            next, parts.GetRequiredService<RequestCounts>(), parts.GetRequiredService<ActionTimes>(), TimeProvider.System).InvokeAsync);
        app.Use(next => new MetricsConnections(next, parts.GetRequiredService<EngineReady>()).InvokeAsync);
        app.Use(next => new ForeignPages(next, parts.GetRequiredService<OwnHostNames>()).InvokeAsync);
        app.Use(static next => new PingFastPath(next).InvokeAsync);
        app.Use(next => new ErrorBoundary(next, parts.GetRequiredService<ILogger<ErrorBoundary>>()).InvokeAsync);
        app.Use(next => new VersionPrefix(next, parts.GetRequiredService<SlashedNames>()).InvokeAsync);
        app.UseRouting();
        app.Use(static next => new RoutedRequests(next).InvokeAsync);
        app.UseWhen(static context => context.GetEndpoint()?.Metadata.GetMetadata<WebSocketEndpoint>() is not null, static branch => branch.UseWebSockets());
        app.Use(next => new EngineReadiness(next, parts.GetRequiredService<EngineReady>()).InvokeAsync);
    }

    private static void MapEndpoints(WebApplication app)
    {
        SystemEndpoints.Map(app);
        ContainerEndpoints.Map(app);
        CheckpointEndpoints.Map(app);
        ExecEndpoints.Map(app);
        EventEndpoints.Map(app);
        RuntimeEndpoints.Map(app);
        ImageEndpoints.Map(app);
        NetworkEndpoints.Map(app);
        VolumeEndpoints.Map(app);
        OpenApiEndpoints.Map(app);
        UnservedEndpoints.Map(app, ApiOperations.All);
    }

    private static void AddLogging(ILoggingBuilder logging, ServerOptions options, LogSwitch level)
    {
        logging.SetMinimumLevel(LogLevel.Trace);
        logging.AddFilter((category, at) => level.Enabled(category, at));
        if (options.LogFormat is "json")
        {
            logging.AddJsonConsole(static o => o.TimestampFormat = "O");
        }
        else
        {
            logging.AddSimpleConsole(static o =>
            {
                o.SingleLine = true;
                o.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
                o.UseUtcTimestamp = true;
            });
        }
        logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
            static o => o.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
