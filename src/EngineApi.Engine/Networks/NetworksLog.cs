using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Networks;

internal static partial class NetworksLog
{
    [LoggerMessage(LogLevel.Error, "the network in {Path} cannot be read and is left out")]
    public static partial void NetworkUnreadable(this ILogger log, string path, Exception error);

    [LoggerMessage(LogLevel.Error, "network {Id} has the name {Name}, which is taken: it is left out")]
    public static partial void NetworkNameTaken(this ILogger log, string id, string name);

    [LoggerMessage(LogLevel.Information, "the default bridge is {Bridge} with {Subnet}")]
    public static partial void DefaultBridge(this ILogger log, string bridge, string subnet);

    [LoggerMessage(LogLevel.Warning, "container {Id}: port {Port}/{Protocol} of {Address} could not be taken again: {Reason}")]
    public static partial void PortNotHeld(this ILogger log, string id, string address, int port, string protocol, string reason);

    [LoggerMessage(LogLevel.Error, "container {Id}: its ports are not carried where no rule does")]
    public static partial void PortNotCarried(this ILogger log, string id, Exception error);

    [LoggerMessage(LogLevel.Error, "container {Id}: its network could not be cleared away")]
    public static partial void NotCleanedUp(this ILogger log, string id, Exception error);

    [LoggerMessage(LogLevel.Warning, "somebody has taken rules of this engine out of the host's firewall; they are brought back")]
    public static partial void Flushed(this ILogger log);

    [LoggerMessage(LogLevel.Debug, "a flush of the host's firewall will not be noticed")]
    public static partial void FlushesNotNoticed(this ILogger log, Exception error);

    [LoggerMessage(LogLevel.Error, "{What}: the network could not be mended")]
    public static partial void NotMended(this ILogger log, string what, Exception error);

    [LoggerMessage(LogLevel.Error, "network {Id}: could not undo \"{Step}\"")]
    public static partial void NetworkUndoFailed(this ILogger log, string id, string step, Exception error);

    [LoggerMessage(LogLevel.Warning, "network {Id} was not pruned: {Reason}")]
    public static partial void NetworkNotPruned(this ILogger log, string id, string reason);

    [LoggerMessage(LogLevel.Error, "containers on user-defined networks do not find each other by name until the next change")]
    public static partial void NamesNotTold(this ILogger log, Exception error);

    [LoggerMessage(LogLevel.Warning, "UDP flows that were led elsewhere are not forgotten: who keeps sending goes on there for a while")]
    public static partial void FlowsNotForgotten(this ILogger log, Exception error);

    [LoggerMessage(LogLevel.Warning, "container {Container}: its questions for names are not answered: {Reason}")]
    public static partial void NamesNotAnswered(this ILogger log, string container, string reason);

    [LoggerMessage(LogLevel.Error, "the name server cannot read the file of network {Reason}")]
    public static partial void NetworkFileUnreadable(this ILogger log, string reason);

    [LoggerMessage(LogLevel.Error, "the name server, pid {Pid}, does not answer: it is killed, and another one is started")]
    public static partial void NameServerHangs(this ILogger log, int pid);

    [LoggerMessage(LogLevel.Error, "the name server of a former version goes on, because this version's does not start: {LastWords}")]
    public static partial void NameServerNotReplaced(this ILogger log, string lastWords);

    [LoggerMessage(LogLevel.Error, "the name server has ended: {LastWords}")]
    public static partial void NameServerEnded(this ILogger log, string lastWords);
}
