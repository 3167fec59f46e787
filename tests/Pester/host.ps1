# Dot-sourced by suites that need somebody to answer prompts.

if (-not ('GlacierPSTests.AnsweringHost' -as [type])) {
    Add-Type -ReferencedAssemblies ([psobject].Assembly.Location), 'System.Collections', 'System.Collections.NonGeneric', 'System.ObjectModel', 'System.Threading', 'System.Runtime', 'System.Console', 'System.Security', 'Microsoft.Win32.Primitives' -TypeDefinition @'
using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace GlacierPSTests
{
    // A host whose user always gives the same answer, and that keeps what was asked.
    public sealed class AnsweringHost : PSHost
    {
        private readonly AnsweringUI _ui;
        public AnsweringHost(int answer) { _ui = new AnsweringUI(answer); }
        public List<string> Prompts => _ui.Prompts;
        public List<string> Warnings => _ui.Warnings;
        public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;
        public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;
        public override Guid InstanceId { get; } = Guid.NewGuid();
        public override string Name => "AnsweringHost";
        public override PSHostUserInterface UI => _ui;
        public override Version Version => new Version(1, 0);
        public override void EnterNestedPrompt() { }
        public override void ExitNestedPrompt() { }
        public override void NotifyBeginApplication() { }
        public override void NotifyEndApplication() { }
        public override void SetShouldExit(int exitCode) { }

        private sealed class AnsweringUI : PSHostUserInterface
        {
            private readonly int _answer;
            public AnsweringUI(int answer) { _answer = answer; }
            public List<string> Prompts { get; } = new List<string>();
            public List<string> Warnings { get; } = new List<string>();
            public override PSHostRawUserInterface RawUI => null;
            public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) => throw new NotSupportedException();
            public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) { Prompts.Add(message); return _answer; }
            public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) => throw new NotSupportedException();
            public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName, PSCredentialTypes allowed, PSCredentialUIOptions options) => throw new NotSupportedException();
            public override string ReadLine() => throw new NotSupportedException();
            public override SecureString ReadLineAsSecureString() => throw new NotSupportedException();
            public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) { }
            public override void Write(string value) { }
            public override void WriteDebugLine(string message) { }
            public override void WriteErrorLine(string value) { }
            public override void WriteLine(string value) { }
            public override void WriteProgress(long sourceId, ProgressRecord record) { }
            public override void WriteVerboseLine(string message) { }
            public override void WriteWarningLine(string message) { Warnings.Add(message); }
        }
    }
}
'@
}

function Invoke-UnderHost {
    # Runs a cmdlet in a runspace whose host gives every prompt the same answer; returns prompts, errors and output.
    param([string] $Name, [hashtable] $Parameters, [ValidateSet('Yes', 'No')] [string] $Answer)
    # The choices of ShouldProcess are Yes, Yes to All, No, No to All, Suspend.
    $answering = [GlacierPSTests.AnsweringHost]::new(@{ Yes = 0; No = 2 }[$Answer])
    $runspace = [runspacefactory]::CreateRunspace($answering)
    $runspace.Open()
    $shell = [powershell]::Create()
    $shell.Runspace = $runspace
    try {
        $null = $shell.AddScript("Import-Module '$env:GLACIERPS_MODULE'; `$global:ConfirmPreference = 'Low'; `$global:ProgressPreference = 'SilentlyContinue'")
        $null = $shell.AddStatement().AddCommand($Name).AddParameters($Parameters)
        $output = $null
        $problems = @(try { $output = $shell.Invoke() } catch { $_ })
        [pscustomobject]@{
            Prompts = @($answering.Prompts)
            Errors  = $problems + @($shell.Streams.Error)
            Output  = $output
        }
    }
    finally {
        $shell.Dispose()
        $runspace.Dispose()
    }
}
