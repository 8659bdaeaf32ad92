using EngineApi.Wire.Containers;
using static EngineApi.Engine.Containers.Create.HostConfigRules;

namespace EngineApi.Engine.Containers.Create;

/// <summary>Which restart policies there are, and what goes with them. For create and for update.</summary>
internal static class RestartRules
{
    public static void Check(HostConfig hostConfig)
    {
        if (hostConfig.AutoRemove && hostConfig.RestartPolicy.Name is not ("" or "no"))
            throw Broken("can't create 'AutoRemove' container with restart policy");
        Check(hostConfig.RestartPolicy);
    }

    public static void Check(RestartPolicy policy)
    {
        switch (policy.Name)
        {
            case "always" or "unless-stopped" or "no" when policy.MaximumRetryCount != 0:
                throw Broken("invalid restart policy: maximum retry count can only be used with 'on-failure'"
                    + (policy.MaximumRetryCount < 0 ? " and cannot be negative" : ""));
            case "on-failure" when policy.MaximumRetryCount < 0:
                throw Broken("invalid restart policy: maximum retry count cannot be negative");
            case "always" or "unless-stopped" or "no" or "on-failure" or "":
                return;
            default:
                throw Broken($"invalid restart policy: unknown policy '{policy.Name}'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'");
        }
    }
}
