namespace EngineApi.Engine.Containers.Files;

/// <summary>How a tar is unpacked into a container.</summary>
/// <param name="KeepKinds">A directory is not replaced by something else, nor something else by a directory.</param>
/// <param name="Owner">Who owns everything; null: whom the archive says.</param>
internal sealed record UnpackOptions(bool KeepKinds, (uint User, uint Group)? Owner);
