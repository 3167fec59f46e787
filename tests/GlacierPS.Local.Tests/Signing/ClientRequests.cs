namespace GlacierPS.Local.Tests.Signing;

/// <summary>
/// Requests as real clients sent them, less their User-Agent and the like. Each was signed with the keys below;
/// botocore's clock was set to <see cref="BotocoreTime"/>.
/// </summary>
internal static class ClientRequests
{
    public const string AccessKey = "AKIDEXAMPLE";
    public const string SecretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    public const string SessionToken = "FwoGZXIvYXdzEXAMPLE//TOKEN+==";
    public const string BotocoreTime = "20260304T050607Z";
    public const string CurlTime = "20261121T045314Z";

    // botocore 1.43.
    public const string ListVaults = """
        GET /-/vaults?marker=arn%3Aaws%3Aglacier%3Aeu-west-1%3A111122223333%3Avaults%2Fexample.vault-1_a&limit=2
        Host: 127.0.0.1:19480
        x-amz-glacier-version: 2012-06-01
        X-Amz-Date: 20260304T050607Z
        Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260304/eu-west-1/glacier/aws4_request, SignedHeaders=host;x-amz-date;x-amz-glacier-version, Signature=2192a63dd697dd9ef42e3d12751a38174a704d12231ddc61077c9fb2e6728d32
        amz-sdk-invocation-id: 38ab49a1-59bf-4d12-b8a9-7e5600b64746


        """;

    public const string DeleteArchive = """
        DELETE /-/vaults/v/archives/-_DMTmICA2n5Tdqq5BV2z7og-A20xnpAPKt3UXwWxdWsn_D6auTUrW6kwy5Qyj9xd1MCE1mBYvMQ63LWaT8yTMzMaCxB_9VBWrW4Jw4zsvg5kehAPDVKcppUD1X7b24JukOr4mMAq-oA
        Host: 127.0.0.1:19480
        x-amz-glacier-version: 2012-06-01
        X-Amz-Date: 20260304T050607Z
        Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260304/eu-west-1/glacier/aws4_request, SignedHeaders=host;x-amz-date;x-amz-glacier-version, Signature=75d39eb5b44ef7fa01de42a6c1b850627123371fbb95109bc65c738347d4ad87
        amz-sdk-invocation-id: 3b00661e-350b-411e-844b-789b8cc26424
        Content-Length: 0


        """;

    public const string UploadArchive = """
        POST /-/vaults/v/archives
        Host: 127.0.0.1:19480
        x-amz-archive-description: two  spaces   three
        x-amz-content-sha256: 726e392cb4d09924dbad1cc0ba3b00c3643d03d14cb4b823e2f041cff612a628
        x-amz-sha256-tree-hash: 726e392cb4d09924dbad1cc0ba3b00c3643d03d14cb4b823e2f041cff612a628
        x-amz-glacier-version: 2012-06-01
        X-Amz-Date: 20260304T050607Z
        Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260304/eu-west-1/glacier/aws4_request, SignedHeaders=host;x-amz-archive-description;x-amz-content-sha256;x-amz-date;x-amz-glacier-version;x-amz-sha256-tree-hash, Signature=8f509eebbebbde325bd5b1b560d59a0f5dc5b11801ee78f80ba333186c4ab8be
        amz-sdk-invocation-id: 251a7929-bc64-4b24-b0d1-b2e3c72d1dd6
        Content-Length: 26

        Welcome to Amazon Glacier.
        """;

    public const string InitiateJob = """
        POST /-/vaults/v/jobs
        Host: 127.0.0.1:19480
        Content-Type: application/json
        x-amz-glacier-version: 2012-06-01
        X-Amz-Date: 20260304T050607Z
        X-Amz-Security-Token: FwoGZXIvYXdzEXAMPLE//TOKEN+==
        Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260304/eu-west-1/glacier/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-glacier-version;x-amz-security-token, Signature=d49256622c23cc9071549f009c168c66ad17f1906dd1c3f1a623f234db90e2ad
        amz-sdk-invocation-id: 40b0dd99-5c62-4757-9949-4dd1b87eb0a8
        Content-Length: 31

        {"Type": "inventory-retrieval"}
        """;

    public const string OddVaultName = """
        GET /-/vaults/testz%3Az%20%C3%A9
        Host: 127.0.0.1:19480
        x-amz-glacier-version: 2012-06-01
        X-Amz-Date: 20260304T050607Z
        Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260304/eu-west-1/glacier/aws4_request, SignedHeaders=host;x-amz-date;x-amz-glacier-version, Signature=76371538bda41bfadf216ab6cc177f2ce3a590d7cc1e1a0fc8f4d2ba3f78e4cd
        amz-sdk-invocation-id: fbad8479-84dd-43a2-8f9f-cc1768d9ce98


        """;

    public const string NoVaultName = """
        GET /-/vaults/
        Host: 127.0.0.1:19480
        x-amz-glacier-version: 2012-06-01
        X-Amz-Date: 20260304T050607Z
        Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260304/eu-west-1/glacier/aws4_request, SignedHeaders=host;x-amz-date;x-amz-glacier-version, Signature=0e805b9e61344f802ede3c9fc58e29e05c8e94a23d92b8b7bec26b5d2f74deef
        amz-sdk-invocation-id: 9f6ed9b7-9b26-4cac-9ead-7f7fb3f628e6


        """;

    public const string UploadMultipartPart = """
        PUT /-/vaults/v/multipart-uploads/-u_1
        Host: 127.0.0.1:19480
        Content-Range: bytes 0-2/*
        x-amz-content-sha256: ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
        x-amz-sha256-tree-hash: ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
        x-amz-glacier-version: 2012-06-01
        X-Amz-Date: 20260304T050607Z
        Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260304/eu-west-1/glacier/aws4_request, SignedHeaders=content-range;host;x-amz-content-sha256;x-amz-date;x-amz-glacier-version;x-amz-sha256-tree-hash, Signature=b51adea43d49ca60ff7564de7f1e6e877da842ad1f807e7d00171cb6a3938c26
        amz-sdk-invocation-id: 33837e5a-9372-4a2c-a698-5a3637ea210c
        Content-Length: 3

        abc
        """;

    public const string AddTags = """
        POST /-/vaults/v/tags?operation=add
        Host: 127.0.0.1:19480
        Content-Type: application/json
        x-amz-glacier-version: 2012-06-01
        X-Amz-Date: 20260304T050607Z
        Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260304/eu-west-1/glacier/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-glacier-version, Signature=3b2a525aa7c1da2127f63014d98f13555f23158da3d7bb410f742687d48bbb6d
        amz-sdk-invocation-id: c96df994-7d7a-41b1-ab94-bf9ff4bc5882
        Content-Length: 20

        {"Tags": {"a": "b"}}
        """;

    public const string OddQuery = """
        GET /-/vaults/v/jobs?statuscode=In%20Progress%2B%C3%A9~%2A&completed=false
        Host: 127.0.0.1:19480
        x-amz-glacier-version: 2012-06-01
        X-Amz-Date: 20260304T050607Z
        Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260304/eu-west-1/glacier/aws4_request, SignedHeaders=host;x-amz-date;x-amz-glacier-version, Signature=97faa4f8a05c178893b163e9770d32a72d7778bc50e906807042ee4359b4a980
        amz-sdk-invocation-id: 077cb256-b858-4c7e-ac75-44213894f672


        """;

    // curl 7.88, --aws-sigv4.
    public const string CurlListVaults = """
        GET /-/vaults?limit=2
        Host: 127.0.0.1:19481
        Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261121/eu-west-1/glacier/aws4_request, SignedHeaders=host;x-amz-date;x-amz-glacier-version, Signature=87ce813fa35314e2ca4213d0fa880643536c93dd68eed7057d725d3068c560de
        X-Amz-Date: 20261121T045314Z
        Accept: */*
        x-amz-glacier-version: 2012-06-01

        """;

    public const string CurlInitiateJob = """
        POST /-/vaults/v/jobs
        Host: 127.0.0.1:19481
        Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261121/eu-west-1/glacier/aws4_request, SignedHeaders=host;x-amz-date;x-amz-glacier-version, Signature=f79dc78350e1a19cb9e724c969034891e7bfbe5017888f512f7fa574493acfc9
        X-Amz-Date: 20261121T045314Z
        Accept: */*
        x-amz-glacier-version: 2012-06-01
        Content-Length: 30
        Content-Type: application/x-www-form-urlencoded

        {"Type":"inventory-retrieval"}
        """;
}
