using EngineApi.Engine;
using EngineApi.Wire;

namespace EngineApi.Server.Http;

/// <summary>The <c>filters</c> parameter.</summary>
internal static class QueryFilters
{
    /// <exception cref="EngineException">InvalidParameter: <c>invalid filter</c>.</exception>
    public static Filters Parse(string? json) => Input.Read(() => Filters.Parse(json));
}
