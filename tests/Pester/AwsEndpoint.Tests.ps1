# The endpoints of AWS itself: whose account, which region and which address a call goes to. A proxy takes the connections
# and answers in AWS's place, with a certificate that only a child process of this suite trusts.
BeforeAll {
    . "$PSScriptRoot/common.ps1"
    Add-Type -ReferencedAssemblies 'Microsoft.Win32.Primitives', 'System.Net.Primitives', 'System.Net.Sockets', 'System.Net.Security', 'System.Security.Cryptography', 'System.Collections.Concurrent', 'System.Text.RegularExpressions', 'System.Threading', 'System.Runtime', 'System.Linq', 'System.Memory', 'System.Collections', 'System.Console' -TypeDefinition @'
using System;
using System.Collections.Concurrent;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;

namespace GlacierPSTests
{
    // A proxy that speaks TLS in the place of the hosts that are asked for: it notes who asks for what, and answers 404.
    public sealed class TlsRecorder : IDisposable
    {
        private readonly TcpListener _listener = new TcpListener(IPAddress.Loopback, 0);
        private readonly X509Certificate2 _certificate;
        private readonly ConcurrentQueue<string> _seen = new ConcurrentQueue<string>();

        public TlsRecorder(string[] hosts)
        {
            using RSA key = RSA.Create(2048);
            var request = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            var names = new SubjectAlternativeNameBuilder();
            foreach (string host in hosts) names.AddDnsName(host);
            request.CertificateExtensions.Add(names.Build());
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
            Pem = made.ExportCertificatePem();
#pragma warning disable SYSLIB0057
            _certificate = new X509Certificate2(made.Export(X509ContentType.Pkcs12));
#pragma warning restore SYSLIB0057
            _listener.Start();
            Url = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
            _ = Task.Run(async () =>
            {
                while (true)
                {
                    TcpClient client;
                    try { client = await _listener.AcceptTcpClientAsync(); }
                    catch (Exception) { return; }
                    _ = Task.Run(() => ServeAsync(client));
                }
            });
        }

        public string Url { get; }

        public string Pem { get; }

        // Access key, region, account in the path and address of each request since the last call.
        public string[] Take()
        {
            string[] seen = _seen.ToArray();
            _seen.Clear();
            return seen;
        }

        public void Dispose() => _listener.Stop();

        private async Task ServeAsync(TcpClient client)
        {
            try
            {
                using TcpClient connection = client;
                Stream plain = client.GetStream();
                string connect = await ReadHeadAsync(plain);
                if (connect == null || !connect.StartsWith("CONNECT ")) return;
                string host = connect.Split(' ')[1];
                await plain.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\n\r\n"));
                using var secure = new SslStream(plain);
                await secure.AuthenticateAsServerAsync(_certificate);
                string head;
                while ((head = await ReadHeadAsync(secure)) != null)
                {
                    string account = head.Split(' ')[1].Split('/')[1];
                    Match signer = Regex.Match(head, "Credential=([^/]+)/\\d+/([^/]+)/");
                    string named = Regex.Match(head, "(?im)^Host: *(\\S+)").Groups[1].Value;
                    _seen.Enqueue($"{signer.Groups[1].Value} {signer.Groups[2].Value} {account} https://{named}{(host == named + ":443" ? "" : " by " + host)}");
                    Match length = Regex.Match(head, "(?im)^Content-Length: *(\\d+)");
                    var body = new byte[length.Success && !head.Contains("100-continue", StringComparison.OrdinalIgnoreCase) ? int.Parse(length.Groups[1].Value) : 0];
                    await secure.ReadExactlyAsync(body);
                    string answer = "{\"code\":\"ResourceNotFoundException\",\"message\":\"Vault not found\",\"type\":\"Client\"}";
                    await secure.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: {answer.Length}\r\nConnection: close\r\n\r\n{answer}"));
                    return;
                }
            }
            catch (Exception error) when (error is IOException or System.Security.Authentication.AuthenticationException or SocketException)
            {
                _seen.Enqueue("broken: " + error.Message);
            }
        }

        private static async Task<string> ReadHeadAsync(Stream stream)
        {
            var head = new StringBuilder();
            var one = new byte[1];
            while (!head.ToString().EndsWith("\r\n\r\n"))
            {
                if (await stream.ReadAsync(one) == 0) return null;
                head.Append((char)one[0]);
            }
            return head.ToString();
        }
    }
}
'@
}

Describe 'A01: AWS''s own endpoint' -Skip:(-not $IsLinux) {
    BeforeAll {
        $regions = 'us-east-1', 'us-west-2', 'eu-central-1', 'eu-west-1', 'ap-south-1'
        $recorder = [GlacierPSTests.TlsRecorder]::new(($regions | ForEach-Object { "glacier.$_.amazonaws.com" }))
        $folder = New-TestFolder
        Set-Content -LiteralPath (Join-Path $folder 'ca.pem') $recorder.Pem
        $profiles = @{ default = 'us-east-1', 'AKIDDEFAULT'; prod = 'eu-central-1', 'AKIDPROD'; other = 'ap-south-1', 'AKIDOTHER' }
        $profiles.GetEnumerator() | ForEach-Object {
            $name = if ($_.Key -eq 'default') { 'default' } else { "profile $($_.Key)" }
            "[$name]", "region = $($_.Value[0])", "aws_access_key_id = $($_.Value[1])", 'aws_secret_access_key = s', ''
        } | Set-Content -LiteralPath (Join-Path $folder 'config')
        $null = New-TestFile (Join-Path $folder 'files/a.bin') 1000
    }

    AfterAll { $recorder.Dispose() }

    It 'is that of the region, and each parameter of a call changes one thing, for every kind of connection' {
        $variables = @{
            HTTPS_PROXY = $recorder.Url; SSL_CERT_FILE = Join-Path $folder 'ca.pem'; AWS_CONFIG_FILE = Join-Path $folder 'config'
            AWS_SHARED_CREDENTIALS_FILE = Join-Path $folder 'none'; AWS_EC2_METADATA_DISABLED = 'true'
        }
        $before = @{}
        $child = $null
        foreach ($name in $variables.Keys) {
            $before[$name] = [Environment]::GetEnvironmentVariable($name)
            [Environment]::SetEnvironmentVariable($name, $variables[$name])
        }
        try {
            # The child says before and after each call what it does, so that what was seen meanwhile can be told apart.
            $start = [Diagnostics.ProcessStartInfo]::new()
            $words = @(Get-OwnPowerShell) + '-NoProfile', '-NonInteractive', '-Command', @"
                `$ProgressPreference = `$WarningPreference = 'SilentlyContinue'
                Import-Module '$($env:GLACIERPS_MODULE)'
                function Key([string] `$Id) { [pscredential]::new(`$Id, (ConvertTo-SecureString s -AsPlainText -Force)) }
                `$ways = @{
                    profile = { `$null = Connect-Glacier -ProfileName prod -NoVerify }
                    outright = { `$null = Connect-Glacier -Credential (Key AKIDKEYS) -Region us-west-2 -AccountId 111111111111 -NoVerify }
                    defaults = { Disconnect-Glacier }
                }
                `$gives = @{
                    nothing = @{}; Region = @{ Region = 'eu-west-1' }; AccountId = @{ AccountId = '222222222222' }
                    Credential = @{ Credential = Key AKIDCALL }; ProfileName = @{ ProfileName = 'other' }
                }
                `$calls = @{
                    'New-GlacierVault' = @{ VaultName = 'v' }; 'Start-GlacierJob' = @{ VaultName = 'v'; Inventory = `$true }
                    'Send-GlacierArchive' = @{ VaultName = 'v'; Path = '$folder/files/a.bin' }; 'Clear-GlacierVault' = @{ VaultName = 'v' }
                    'Set-GlacierDataRetrievalPolicy' = @{ Strategy = 'None' }
                    'Restore-GlacierArchive' = @{ VaultName = 'v'; ArchiveId = 'x' * 138; Path = '$folder/back' }
                }
                foreach (`$way in `$ways.Keys) {
                    & `$ways[`$way]
                    foreach (`$given in `$gives.Keys) {
                        foreach (`$name in `$calls.Keys) {
                            `$needed = `$calls[`$name]; `$changed = `$gives[`$given]
                            [Console]::Out.WriteLine("call `$way `$given `$name")
                            `$null = [Console]::In.ReadLine()
                            try { `$null = & `$name @needed @changed -Confirm:`$false -ErrorAction Stop; `$said = 'no error' } catch { `$said = "`$_" }
                            [Console]::Out.WriteLine("done `$said")
                            `$null = [Console]::In.ReadLine()
                        }
                    }
                }
"@
            $start.FileName = $words[0]
            $words[1..($words.Count - 1)] | ForEach-Object { $start.ArgumentList.Add($_) }
            $start.RedirectStandardOutput = $start.RedirectStandardInput = $true
            $child = [Diagnostics.Process]::Start($start)
            $count = 0
            $surprises = while ($null -ne ($line = $child.StandardOutput.ReadLine())) {
                if ($line -match '^call (\w+) (\w+) (\S+)') {
                    $rule = @{ profile = 'AKIDPROD', 'eu-central-1', '-'; outright = 'AKIDKEYS', 'us-west-2', '111111111111'; defaults = 'AKIDDEFAULT', 'us-east-1', '-' }[$Matches[1]]
                    switch ($Matches[2]) {
                        'Region' { $rule[1] = 'eu-west-1' }
                        'AccountId' { $rule[2] = '222222222222' }
                        'Credential' { $rule[0] = 'AKIDCALL' }
                        'ProfileName' { $rule = 'AKIDOTHER', 'ap-south-1', '-' }
                    }
                    $right = "$rule https://glacier.$($rule[1]).amazonaws.com"
                    $called = $line
                    $null = $recorder.Take()
                }
                elseif ($line -match '^done ') {
                    $count++
                    $seen = $recorder.Take() | Sort-Object -Unique
                    if ("$seen" -ne $right) { "${called}: '$seen' where '$right' is right ($line)" }
                }
                $child.StandardInput.WriteLine()
            }
            $surprises | Should -BeNullOrEmpty
            $count | Should -Be (3 * 5 * 6)
        }
        finally {
            if ($child -and -not $child.HasExited) { $child.Kill() }
            foreach ($name in $variables.Keys) { [Environment]::SetEnvironmentVariable($name, $before[$name]) }
        }
    }
}
