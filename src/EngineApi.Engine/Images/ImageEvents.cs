using EngineApi.Engine.Events;

namespace EngineApi.Engine.Images;

/// <summary>Publishes what happened to an image, with the image's labels as attributes, as Docker does.</summary>
public sealed class ImageEvents(EventBus events)
{
    /// <param name="action"><c>create</c>, <c>load</c>, <c>import</c>, <c>tag</c>, <c>untag</c>, <c>delete</c>, <c>pull</c>, <c>push</c>, <c>save</c>.</param>
    /// <param name="name">What the action was about: a familiar reference or the id.</param>
    public void Publish(string action, ImageContent image, string name) => Publish(action, image, image.Id, name);

    /// <param name="actor">Pulls and pushes are told of a reference, and of no id.</param>
    public void Publish(string action, ImageContent image, string actor, string name)
    {
        var attributes = new Dictionary<string, string>(image.Labels, StringComparer.Ordinal) { ["name"] = name };
        events.Publish("image", action, actor, attributes);
    }

    /// <summary>The image is gone, and its labels with it.</summary>
    public void PublishDelete(string id) => events.Publish("image", "delete", id, ("name", id));
}
