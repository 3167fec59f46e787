# Dot-sourced by suites that look at what a service is asked, by whom, and where.

if (-not ('GlacierPSTests.Recorder' -as [type])) {
    Add-Type -ReferencedAssemblies 'System.Net.HttpListener', 'System.Net.Primitives', 'System.Net.Sockets', 'System.Collections.Concurrent', 'System.Collections.Specialized', 'System.Collections', 'System.Text.RegularExpressions', 'System.Threading', 'System.Runtime', 'System.Linq', 'System.Memory', 'System.Private.Uri' -TypeDefinition @'
using System;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;

namespace GlacierPSTests
{
    // A service at an address of its own that has nothing: it notes who asks for what, and answers that it is not there.
    public sealed class Recorder : IDisposable
    {
        private readonly HttpListener _listener = new HttpListener();
        private readonly ConcurrentQueue<string> _seen = new ConcurrentQueue<string>();

        public Recorder(string answer = "{\"code\":\"ResourceNotFoundException\",\"message\":\"Vault not found\",\"type\":\"Client\"}", int status = 404)
        {
            var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            int port = ((IPEndPoint)probe.LocalEndpoint).Port;
            probe.Stop();
            Url = $"http://127.0.0.1:{port}/";
            _listener.Prefixes.Add(Url);
            _listener.Start();
            _ = Task.Run(async () =>
            {
                while (true)
                {
                    HttpListenerContext context;
                    try { context = await _listener.GetContextAsync(); }
                    catch (Exception) { return; }
                    string account = context.Request.Url.AbsolutePath.Split('/')[1];
                    Match signer = Regex.Match(context.Request.Headers["Authorization"] ?? "", "Credential=([^/]+)/\\d+/([^/]+)/");
                    _seen.Enqueue($"{signer.Groups[1].Value} {signer.Groups[2].Value} {account} {Url}");
                    byte[] body = Encoding.UTF8.GetBytes(answer);
                    context.Response.StatusCode = status;
                    context.Response.ContentType = "application/json";
                    context.Response.OutputStream.Write(body, 0, body.Length);
                    context.Response.Close();
                }
            });
        }

        public string Url { get; }

        // Access key, region, account in the path and address of each request since the last call.
        public string[] Take()
        {
            string[] seen = _seen.ToArray();
            _seen.Clear();
            return seen;
        }

        public void Dispose() => _listener.Close();
    }
}
'@
}

function New-Credential([string] $AccessKey, [string] $Secret = 'test-secret') {
    [pscredential]::new($AccessKey, (ConvertTo-SecureString $Secret -AsPlainText -Force))
}
