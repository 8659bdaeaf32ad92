namespace Grpc.Core;

/// <summary>A remote method, whatever its messages.</summary>
public interface IMethod
{
    MethodType Type { get; }

    /// <summary>With its package, such as <c>containerd.services.tasks.v1.Tasks</c>.</summary>
    string ServiceName { get; }

    string Name { get; }

    /// <summary>The HTTP/2 <c>:path</c>: <c>/service/method</c>.</summary>
    string FullName { get; }
}
