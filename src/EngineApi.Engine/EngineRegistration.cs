using EngineApi.Engine.Events;
using EngineApi.Engine.Images;
using EngineApi.Engine.Stdio;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EngineApi.Engine;

/// <summary>Every part of the engine, one line each.</summary>
public static class EngineRegistration
{
    public static IServiceCollection AddEngine(this IServiceCollection parts, EngineOptions options)
    {
        parts.AddSingleton(options);
        parts.TryAddSingleton(TimeProvider.System);
        parts.AddSingleton<EventBus>();
        parts.AddSystem();
        parts.AddImages();
        parts.AddSingleton<StdioThread>();
        parts.AddImages();
        return parts;
    }
}
