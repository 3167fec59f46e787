using System.Globalization;
using GlacierPS.StrictBucket;

// GlacierPS.StrictBucket [NAME [OWNER [REGION [lock] [https=FILE] [delay=MILLISECONDS]]]]: prints its URL when it is
// ready, and ends with its input. With lock it has Object Lock; over https it writes its own certificate to the file.
string? Trait(string name) =>
    args.FirstOrDefault(word => word.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];
string folder = Directory.CreateTempSubdirectory("strict-bucket-").FullName;
try
{
    var bucket = new StrictBucket(folder)
    {
        Name = args.ElementAtOrDefault(0) ?? "archive",
        Owner = args.ElementAtOrDefault(1) ?? "111122223333",
        Region = args.ElementAtOrDefault(2) ?? "us-east-1",
        HasObjectLock = args.Contains("lock"),
        Delay = TimeSpan.FromMilliseconds(double.Parse(Trait("delay") ?? "0", CultureInfo.InvariantCulture)),
    };
    await using BucketServer server = await BucketServer.StartAsync(bucket, Trait("https"));
    Console.WriteLine(server.Url);
    await Console.In.ReadToEndAsync();
}
finally
{
    Directory.Delete(folder, recursive: true);
}
