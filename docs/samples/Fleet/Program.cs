using System.Diagnostics;
using System.Globalization;
using System.Text;
using DuckDB.NET.Data;
using HvCpuid.Compare;
using HvCpuid.Documents;
using HvCpuid.Formats;
using HvCpuid.Vmm;

// The same fold as `hvcpuid baseline`, inside DuckDB: SQL groups equal sets, whatever the file (NDJSON, packed or not, or Parquet), and the few distinct ones are folded.
// The table has a column "host" (text) and a column "entries" (JSON). What is printed is, byte for byte, what `hvcpuid baseline --format json` prints.
if (args is not [string file])
{
    await Console.Error.WriteLineAsync("usage: Fleet FILE.ndjson|FILE.ndjson.gz|FILE.parquet");
    return 2;
}

long start = Stopwatch.GetTimestamp();
HvBaselineFold fold = new();
long distinct = 0;
await using (DuckDBConnection connection = new("DataSource=:memory:"))
{
    await connection.OpenAsync();
    await using DuckDBCommand command = connection.CreateCommand();
    command.CommandText = file.EndsWith(".parquet", StringComparison.Ordinal)
        ? "SELECT entries, count(*), min(host) FROM read_parquet($file) GROUP BY entries"
        : "SELECT entries, count(*), min(host) FROM read_json($file, format = 'newline_delimited', columns = {host: 'VARCHAR', entries: 'JSON'}) GROUP BY entries";
    command.Parameters.Add(new DuckDBParameter("file", file));
    await using DuckDBDataReader rows = command.ExecuteReader();
    while (await rows.ReadAsync())
    {
        string set = $$"""{"entries":{{rows.GetString(0)}}}""";
        fold.Add(rows.GetString(2), HvCpuidFormats.Read(Encoding.UTF8.GetBytes(set), HvCpuidFormat.Json).Cpus[0].Set, rows.GetInt64(1));
        distinct++;
    }
}

HvBaseline baseline = fold.ToBaseline();
await using Stream output = Console.OpenStandardOutput();
HvDocuments.Write(output, BaselineDocument.From(baseline, baseline.ToOffer(HvVmm.Default)?.ToFlags()));
output.Write("\n"u8);
await Console.Error.WriteLineAsync(string.Create(
    CultureInfo.InvariantCulture,
    $"{baseline.Hosts:N0} hosts, {distinct:N0} distinct sets, {Stopwatch.GetElapsedTime(start).TotalSeconds:N2} s, {Process.GetCurrentProcess().PeakWorkingSet64 / 1_000_000} MB"));
return baseline.IsUsable ? 0 : 1;
