using System.Net;

namespace EngineApi.Engine.Networks.Ports;

/// <summary>Carries a published port to its container where no rule of the kernel can. As dockerd's proxies, it ends with its daemon.</summary>
internal interface IUserlandProxy : IDisposable
{
    /// <summary>Changes where it leads. What is carried elsewhere is cut: that address may be somebody else's from now on.</summary>
    /// <param name="target">Null for nowhere.</param>
    void Lead(IPEndPoint? target);
}
