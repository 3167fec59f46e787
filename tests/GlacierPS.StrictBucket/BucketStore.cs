using System.Globalization;
using System.Net;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace GlacierPS.StrictBucket;

/// <summary>The objects and uploads of a bucket, and what can be done with them.</summary>
internal sealed class BucketStore(string folder, StrictBucket bucket)
{
    private const long SmallestPart = 5L << 20;
    private const long LargestPart = 5L << 30;
    private const int MaxParts = 10_000;
    private const int PageSize = 1000;

    private readonly SortedDictionary<string, StoredObject> _objects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StoredUpload> _uploads = [];
    private readonly List<StoredObject> _hidden = [];
    private int _files;

    public IReadOnlyList<StoredObject> Objects
    {
        get
        {
            lock (_objects)
            {
                return [.. _objects.Values];
            }
        }
    }

    public IReadOnlyList<StoredUpload> Uploads
    {
        get
        {
            lock (_objects)
            {
                return [.. _uploads.Values];
            }
        }
    }

    public IReadOnlyList<StoredObject> Hidden
    {
        get
        {
            lock (_objects)
            {
                return [.. _hidden];
            }
        }
    }

    private DateTime Now => bucket.Time.GetUtcNow().UtcDateTime;

    public BucketResponse List(BucketRequest request)
    {
        string prefix = request.Query.GetValueOrDefault("prefix", "");
        string after = request.Query.GetValueOrDefault("continuation-token", "");
        int most = Math.Min(
            PageSize,
            int.Parse(request.Query.GetValueOrDefault("max-keys", "1000"), CultureInfo.InvariantCulture)
        );
        StoredObject[] found =
        [
            .. Objects
                .Where(o =>
                    o.Key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(o.Key, after) > 0
                )
                .Take(most + 1),
        ];
        bool more = found.Length > most;
        var xml = new StringBuilder();
        xml.Append($"<Name>{bucket.Name}</Name><Prefix>{Escape(prefix)}</Prefix><MaxKeys>{most}</MaxKeys>");
        xml.Append($"<KeyCount>{Math.Min(most, found.Length)}</KeyCount><IsTruncated>{Text(more)}</IsTruncated>");
        if (more)
        {
            xml.Append($"<NextContinuationToken>{Escape(found[most - 1].Key)}</NextContinuationToken>");
        }

        foreach (StoredObject o in found.Take(most))
        {
            xml.Append($"<Contents><Key>{Escape(o.Key)}</Key><LastModified>{Time(o.Modified)}</LastModified>");
            xml.Append($"<ETag>{Escape(o.ETag)}</ETag><Size>{o.Length}</Size>");
            xml.Append($"<StorageClass>{o.Traits.StorageClass}</StorageClass></Contents>");
        }

        return BucketResponse.Xml("ListBucketResult", xml.ToString());
    }

    public BucketResponse Head(string key, BucketRequest request)
    {
        StoredObject o = Find(key);
        return Describe(o, request, new BucketResponse()).With("Content-Length", $"{o.Length}");
    }

    public BucketResponse Get(string key, BucketRequest request)
    {
        StoredObject o = Find(key);
        if (o.IsArchived && !(o.RestoredFrom <= Now && o.RestoredUntil > Now))
        {
            throw new BucketErrorException(
                HttpStatusCode.Forbidden,
                "InvalidObjectState",
                "The operation is not valid for the object's storage class"
            );
        }

        (long first, long last) = (0, o.Length - 1);
        bool isPart = request.Header("Range") is { } range && TryRange(range, o.Length, out first, out last);
        var answer = new BucketResponse
        {
            Status = isPart ? HttpStatusCode.PartialContent : HttpStatusCode.OK,
            File = (o.Path, first, last - first + 1),
        };
        if (isPart)
        {
            answer.With("Content-Range", $"bytes {first}-{last}/{o.Length}");
        }

        return Describe(o, request, answer);
    }

    public async Task<BucketResponse> PutAsync(string key, BucketRequest request, CancellationToken cancellationToken)
    {
        // Before the body, so that who waits for "100 Continue" need not send it; and again once it is there.
        RequireFree(key, request);
        ReceivedBody body = await ReceivedBody.ReadAsync(request, NewPath(), cancellationToken);
        if (body.Length > LargestPart)
        {
            throw BucketErrorException.Bad("EntityTooLarge", "Your proposed upload exceeds the maximum size.");
        }

        Store(
            new StoredObject
            {
                Key = key,
                Path = body.Path,
                Length = body.Length,
                ETag = body.ETag,
                Sha256 = body.HasSha256 ? body.Sha256 : null,
                Traits = TraitsOf(request),
                Modified = Now,
            },
            request
        );
        var answer = new BucketResponse().With("ETag", body.ETag);
        return body.HasSha256 ? answer.With("x-amz-checksum-sha256", body.Sha256) : answer;
    }

    public BucketResponse Delete(string key)
    {
        lock (_objects)
        {
            if (_objects.Remove(key, out StoredObject? o))
            {
                if (o.Traits.Retention?.Until > Now)
                {
                    _hidden.Add(o);
                }
                else
                {
                    File.Delete(o.Path);
                }
            }
        }

        return new BucketResponse { Status = HttpStatusCode.NoContent };
    }

    public async Task<BucketResponse> RestoreAsync(
        string key,
        BucketRequest request,
        CancellationToken cancellationToken
    )
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        body.Position = 0;
        XElement asked = XDocument.Load(body).Root!;
        string Value(string name) => asked.Descendants().First(element => element.Name.LocalName == name).Value;
        int days = int.Parse(Value("Days"), CultureInfo.InvariantCulture);
        lock (_objects)
        {
            StoredObject o = Find(key);
            if (!o.IsArchived)
            {
                throw new BucketErrorException(
                    HttpStatusCode.Forbidden,
                    "InvalidObjectState",
                    "Restore is not allowed for the object's current storage class"
                );
            }

            if (Value("Tier") == "Expedited" && o.Traits.StorageClass == "DEEP_ARCHIVE")
            {
                throw BucketErrorException.Bad("InvalidArgument", "Expedited is not there for DEEP_ARCHIVE");
            }

            if (o.RestoredFrom > Now)
            {
                throw new BucketErrorException(
                    HttpStatusCode.Conflict,
                    "RestoreAlreadyInProgress",
                    "Object restore is already in progress"
                );
            }

            bool isThere = o.RestoredUntil > Now;
            o.RestoredFrom = isThere ? o.RestoredFrom : Now + bucket.RestoreTime;
            o.RestoredUntil = o.RestoredFrom + TimeSpan.FromDays(days + 1);
            return new BucketResponse { Status = isThere ? HttpStatusCode.OK : HttpStatusCode.Accepted };
        }
    }

    public async Task<BucketResponse> RetainAsync(
        string key,
        BucketRequest request,
        CancellationToken cancellationToken
    )
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        body.Position = 0;
        lock (_objects)
        {
            StoredObject o = Find(key);
            o.Traits = o.Traits with
            {
                Retention = ObjectLock.Of(XDocument.Load(body).Root!, o.Traits.Retention, bucket.HasObjectLock, Now),
            };
        }

        return new BucketResponse();
    }

    public void Damage(string key, DamageKind kind)
    {
        lock (_objects)
        {
            StoredObject o = Find(key);
            if (kind == DamageKind.Delete)
            {
                Delete(key);
                return;
            }

            byte[] bytes = File.ReadAllBytes(o.Path);
            bytes[0] ^= 1;
            string path = NewPath();
            File.WriteAllBytes(path, bytes);
            _objects[key] = new StoredObject
            {
                Key = key,
                Path = path,
                Length = o.Length,
                ETag = o.ETag,
                Sha256 = Convert.ToBase64String(SHA256.HashData(bytes)),
                Traits =
                    kind == DamageKind.Change
                        ? o.Traits
                        : new ObjectTraits("STANDARD", new Dictionary<string, string>(), null),
                Modified = Now,
            };
        }
    }

    public BucketResponse Create(string key, BucketRequest request)
    {
        var upload = new StoredUpload
        {
            Key = key,
            UploadId = Guid.NewGuid().ToString("N"),
            Traits = TraitsOf(request),
            Initiated = Now,
        };
        lock (_objects)
        {
            _uploads.Add(upload.UploadId, upload);
        }

        return BucketResponse.Xml(
            "InitiateMultipartUploadResult",
            $"<Bucket>{bucket.Name}</Bucket><Key>{Escape(key)}</Key><UploadId>{upload.UploadId}</UploadId>"
        );
    }

    public async Task<BucketResponse> UploadPartAsync(
        string key,
        BucketRequest request,
        CancellationToken cancellationToken
    )
    {
        StoredUpload upload = FindUpload(key, request);
        if (
            !int.TryParse(request.Query["partNumber"], CultureInfo.InvariantCulture, out int number)
            || number is < 1 or > MaxParts
        )
        {
            throw BucketErrorException.Bad("InvalidArgument", "Part number must be between 1 and 10000, inclusive");
        }

        // Before the body, so that who waits for "100 Continue" need not send it; and again once it is there.
        RequireFree(key, request);
        ReceivedBody body = await ReceivedBody.ReadAsync(request, NewPath(), cancellationToken);
        if (body.Length > LargestPart)
        {
            throw BucketErrorException.Bad("EntityTooLarge", "Your proposed upload exceeds the maximum size.");
        }

        if (upload.Traits.ChecksumAlgorithm == "SHA256" && !body.HasSha256)
        {
            throw BucketErrorException.Bad("InvalidRequest", "The upload was created with sha256; the part has none.");
        }

        lock (_objects)
        {
            FindUpload(key, request);
            upload.Parts[number] = new StoredPart(
                number,
                body.Path,
                body.Length,
                body.ETag,
                body.HasSha256 ? body.Sha256 : null
            );
        }

        var answer = new BucketResponse().With("ETag", body.ETag);
        return body.HasSha256 ? answer.With("x-amz-checksum-sha256", body.Sha256) : answer;
    }

    public BucketResponse ListParts(string key, BucketRequest request)
    {
        StoredUpload upload = FindUpload(key, request);
        int after = int.Parse(request.Query.GetValueOrDefault("part-number-marker", "0"), CultureInfo.InvariantCulture);
        int most = int.Parse(request.Query.GetValueOrDefault("max-parts", "1000"), CultureInfo.InvariantCulture);
        StoredPart[] parts;
        lock (_objects)
        {
            parts = [.. upload.Parts.Values.Where(part => part.Number > after).Take(Math.Min(most, PageSize) + 1)];
        }

        bool more = parts.Length > Math.Min(most, PageSize);
        parts = [.. parts.Take(Math.Min(most, PageSize))];
        var xml = new StringBuilder();
        xml.Append($"<Bucket>{bucket.Name}</Bucket><Key>{Escape(key)}</Key><UploadId>{upload.UploadId}</UploadId>");
        xml.Append($"<IsTruncated>{Text(more)}</IsTruncated>");
        if (more)
        {
            xml.Append($"<NextPartNumberMarker>{parts[^1].Number}</NextPartNumberMarker>");
        }

        foreach (StoredPart part in parts)
        {
            xml.Append($"<Part><PartNumber>{part.Number}</PartNumber><LastModified>{Time(Now)}</LastModified>");
            xml.Append($"<ETag>{Escape(part.ETag)}</ETag><Size>{part.Length}</Size>");
            xml.Append(part.Sha256 is null ? "" : $"<ChecksumSHA256>{part.Sha256}</ChecksumSHA256>").Append("</Part>");
        }

        return BucketResponse.Xml("ListPartsResult", xml.ToString());
    }

    public BucketResponse ListUploads(BucketRequest request)
    {
        string prefix = request.Query.GetValueOrDefault("prefix", "");
        StoredUpload[] found =
        [
            .. Uploads
                .Where(upload => upload.Key.StartsWith(prefix, StringComparison.Ordinal))
                .OrderBy(upload => upload.Key, StringComparer.Ordinal)
                .ThenBy(upload => upload.Initiated)
                .ThenBy(upload => upload.UploadId, StringComparer.Ordinal),
        ];
        if (request.Query.GetValueOrDefault("upload-id-marker", "") is { Length: > 0 } last)
        {
            found = [.. found.SkipWhile(upload => upload.UploadId != last).Skip(1)];
        }

        bool more = found.Length > PageSize;
        found = [.. found.Take(PageSize)];
        var xml = new StringBuilder($"<Bucket>{bucket.Name}</Bucket><IsTruncated>{Text(more)}</IsTruncated>");
        if (more)
        {
            xml.Append($"<NextKeyMarker>{Escape(found[^1].Key)}</NextKeyMarker>");
            xml.Append($"<NextUploadIdMarker>{found[^1].UploadId}</NextUploadIdMarker>");
        }

        foreach (StoredUpload upload in found)
        {
            xml.Append($"<Upload><Key>{Escape(upload.Key)}</Key><UploadId>{upload.UploadId}</UploadId>");
            xml.Append($"<Initiated>{Time(upload.Initiated)}</Initiated>");
            xml.Append(
                upload.Traits.ChecksumAlgorithm is { } algorithm
                    ? $"<ChecksumAlgorithm>{algorithm}</ChecksumAlgorithm></Upload>"
                    : "</Upload>"
            );
        }

        return BucketResponse.Xml("ListMultipartUploadsResult", xml.ToString());
    }

    public async Task<BucketResponse> CompleteAsync(
        string key,
        BucketRequest request,
        CancellationToken cancellationToken
    )
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        body.Position = 0;
        XElement[] named = [.. XDocument.Load(body).Root!.Elements().Where(part => part.Name.LocalName == "Part")];
        StoredPart[] parts;
        StoredUpload upload;
        lock (_objects)
        {
            upload = FindUpload(key, request);
            parts = UploadCompletion.Parts(upload, named, SmallestPart);
        }

        string? composite = UploadCompletion.Checksum(upload, parts);
        UploadCompletion.CheckClaims(request, composite, parts.Sum(part => part.Length));
        string path = NewPath();
        await using (FileStream whole = File.Create(path))
        {
            foreach (StoredPart part in parts)
            {
                await using FileStream piece = File.OpenRead(part.Path);
                await piece.CopyToAsync(whole, cancellationToken);
            }
        }

        byte[] tags = [.. parts.SelectMany(part => Convert.FromHexString(part.ETag.Trim('"')))];
        string etag = $"\"{Convert.ToHexStringLower(MD5.HashData(tags))}-{parts.Length}\"";
        lock (_objects)
        {
            FindUpload(key, request);
            Store(
                new StoredObject
                {
                    Key = key,
                    Path = path,
                    Length = parts.Sum(part => part.Length),
                    ETag = etag,
                    Sha256 = composite,
                    Traits = upload.Traits,
                    Modified = Now,
                },
                request
            );
            Forget(upload);
        }

        return BucketResponse.Xml(
            "CompleteMultipartUploadResult",
            $"<Bucket>{bucket.Name}</Bucket><Key>{Escape(key)}</Key><ETag>{Escape(etag)}</ETag>"
                + (
                    composite is null
                        ? ""
                        : $"<ChecksumSHA256>{composite}</ChecksumSHA256><ChecksumType>COMPOSITE</ChecksumType>"
                )
        );
    }

    public BucketResponse Abort(string key, BucketRequest request)
    {
        lock (_objects)
        {
            Forget(FindUpload(key, request));
        }

        return new BucketResponse { Status = HttpStatusCode.NoContent };
    }

    private void Forget(StoredUpload upload)
    {
        _uploads.Remove(upload.UploadId);
        foreach (StoredPart part in upload.Parts.Values)
        {
            File.Delete(part.Path);
        }
    }

    private void Store(StoredObject o, BucketRequest request)
    {
        lock (_objects)
        {
            try
            {
                RequireFree(o.Key, request);
            }
            catch (BucketErrorException)
            {
                File.Delete(o.Path);
                throw;
            }

            _objects[o.Key] = o;
        }
    }

    private void RequireFree(string key, BucketRequest request)
    {
        lock (_objects)
        {
            if (request.Header("If-None-Match") == "*" && _objects.ContainsKey(key))
            {
                throw new BucketErrorException(
                    HttpStatusCode.PreconditionFailed,
                    "PreconditionFailed",
                    "At least one of the pre-conditions you specified did not hold"
                );
            }
        }
    }

    private StoredObject Find(string key)
    {
        lock (_objects)
        {
            return _objects.GetValueOrDefault(key)
                ?? throw BucketErrorException.NotFound("NoSuchKey", "The specified key does not exist.");
        }
    }

    private StoredUpload FindUpload(string key, BucketRequest request)
    {
        lock (_objects)
        {
            return
                _uploads.GetValueOrDefault(request.Query.GetValueOrDefault("uploadId", "")) is { } upload
                && upload.Key == key
                ? upload
                : throw BucketErrorException.NotFound("NoSuchUpload", "The specified upload does not exist.");
        }
    }

    private BucketResponse Describe(StoredObject o, BucketRequest request, BucketResponse answer)
    {
        if (o.Traits.Retention is { } retention)
        {
            answer
                .With("x-amz-object-lock-mode", retention.Mode)
                .With("x-amz-object-lock-retain-until-date", Time(retention.Until));
        }

        answer.With("ETag", o.ETag).With("Last-Modified", o.Modified.ToString("R", CultureInfo.InvariantCulture));
        if (o.Traits.StorageClass != "STANDARD")
        {
            answer.With("x-amz-storage-class", o.Traits.StorageClass);
        }

        if (o.Sha256 is { } sha256 && request.Header("x-amz-checksum-mode") == "ENABLED")
        {
            answer
                .With("x-amz-checksum-sha256", sha256)
                .With("x-amz-checksum-type", o.IsComposite ? "COMPOSITE" : "FULL_OBJECT");
        }

        if (o.RestoredUntil > Now)
        {
            answer.With(
                "x-amz-restore",
                o.RestoredFrom > Now
                    ? "ongoing-request=\"true\""
                    : $"ongoing-request=\"false\", expiry-date=\"{o.RestoredUntil:R}\""
            );
        }

        foreach ((string name, string value) in o.Traits.Metadata)
        {
            answer.With("x-amz-meta-" + name, value);
        }

        return answer;
    }

    private ObjectTraits TraitsOf(BucketRequest request) =>
        bucket.HasStandardAlone && request.Header("x-amz-storage-class") is not (null or "STANDARD")
            // As Ceph's says it: without a word.
            ? throw BucketErrorException.Bad("InvalidArgument", "")
            : ReadTraits(request);

    private ObjectTraits ReadTraits(BucketRequest request) =>
        new(
            request.Header("x-amz-storage-class") ?? "STANDARD",
            request
                .Headers.Where(header => header.Key.StartsWith("x-amz-meta-", StringComparison.OrdinalIgnoreCase))
                .ToDictionary(header => header.Key["x-amz-meta-".Length..].ToLowerInvariant(), header => header.Value),
            request.Header("x-amz-checksum-algorithm")
        )
        {
            KmsKeyId =
                request.Header("x-amz-server-side-encryption") == "aws:kms"
                    ? request.Header("x-amz-server-side-encryption-aws-kms-key-id")
                    : null,
            Tagging = request.Header("x-amz-tagging"),
            Retention = ObjectLock.Of(request, bucket.HasObjectLock, Now),
        };

    private static bool TryRange(string range, long length, out long first, out long last)
    {
        string[] ends = range.Replace("bytes=", "", StringComparison.Ordinal).Split('-');
        first = long.Parse(ends[0], CultureInfo.InvariantCulture);
        last = ends[1].Length > 0 ? long.Parse(ends[1], CultureInfo.InvariantCulture) : length - 1;
        last = Math.Min(last, length - 1);
        return first <= last
            ? true
            : throw new BucketErrorException(
                HttpStatusCode.RequestedRangeNotSatisfiable,
                "InvalidRange",
                "The requested range is not satisfiable"
            );
    }

    private string NewPath() => System.IO.Path.Join(folder, $"{Interlocked.Increment(ref _files)}.bytes");

    private static string Escape(string text) => SecurityElement.Escape(text);

    private static string Text(bool value) => value ? "true" : "false";

    private static string Time(DateTime time) =>
        time.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
