using EngineApi.Names;

// EngineApi.NameHost DIRECTORY: as engineapi in that role.
return await NameServer.RunAsync(args[0]);
