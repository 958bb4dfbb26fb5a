namespace Hone.Bench;

/// <summary>Where the other side lies: the peers' scripts (HONE_PEERS, or shared/peers beside the checkout), our own additions to them, their interpreter, and the data both read.</summary>
internal sealed record Places(string Peers, string OwnPeers, string Python, string Data)
{
    /// <summary>The checkout's folder bench.</summary>
    public static string Bench => Up("bench") ?? throw new DirectoryNotFoundException("Run the bench from within the checkout: its folder bench was not found.");

    public static Places Find()
    {
        string own = Path.Combine(Bench, "peers");
        string peers = Environment.GetEnvironmentVariable("HONE_PEERS") ?? Up("shared/peers")
            ?? throw new DirectoryNotFoundException("The peers were not found: set HONE_PEERS to the folder that holds peerlib.py.");
        string data = Environment.GetEnvironmentVariable("PEER_DATA") ?? Path.Combine(Path.GetTempPath(), "hone-peer-data");
        return new Places(peers, own, Environment.GetEnvironmentVariable("HONE_PEER_PYTHON") ?? "/usr/bin/python3", data);
    }

    /// <summary>The nearest folder of that name at or above the program's.</summary>
    private static string? Up(string name)
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string candidate = Path.Combine(at.FullName, name);
            if (Directory.Exists(candidate))
                return candidate;
        }
        return null;
    }
}
