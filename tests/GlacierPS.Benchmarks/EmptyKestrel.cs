using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace GlacierPS.Benchmarks;

/// <summary>The least that a program on Kestrel can be, for comparison: it answers with nothing.</summary>
internal static class EmptyKestrel
{
    public const string Command = "empty-kestrel";

    public static async Task<int> RunAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        WebApplication application = builder.Build();
        application.Run(_ => Task.CompletedTask);
        await application.StartAsync();
        string url = application
            .Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!
            .Addresses.First();
        Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, string> { ["url"] = url }));
        await Task.Delay(Timeout.Infinite);
        return 0;
    }
}
