using GlacierPS.StrictBucket;

// GlacierPS.StrictBucket [NAME [OWNER [REGION]]]: prints its URL when it is ready, and ends with its input.
string folder = Directory.CreateTempSubdirectory("strict-bucket-").FullName;
try
{
    var bucket = new StrictBucket(folder)
    {
        Name = args.ElementAtOrDefault(0) ?? "archive",
        Owner = args.ElementAtOrDefault(1) ?? "111122223333",
        Region = args.ElementAtOrDefault(2) ?? "us-east-1",
    };
    await using BucketServer server = await BucketServer.StartAsync(bucket);
    Console.WriteLine(server.Url);
    await Console.In.ReadToEndAsync();
}
finally
{
    Directory.Delete(folder, recursive: true);
}
