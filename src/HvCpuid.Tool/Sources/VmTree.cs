using HvCpuid.Enlightenments;
using HvCpuid.Text;
using HvCpuid.Vmm;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace HvCpuid.Tool.Sources;

/// <summary>Reads YAML, and JSON, which is a part of it, into the nodes that the library's readers take: its events alone, nothing is made of types or tags.</summary>
internal sealed class VmTree
{
    private const int MaxDepth = 64;
    private const int LongestReason = 400;
    private readonly IParser _parser;
    private readonly Dictionary<AnchorName, VmNode> _anchors = [];
    private readonly string[] _lines;

    private VmTree(IParser parser, string text) => (_parser, _lines) = (parser, Lines(text));

    /// <summary>Reads the documents of a text; lines that each are a JSON object of their own, as QMP writes them, are documents too.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="HvConfigurationException">It is no YAML; the message says where.</exception>
    public static IReadOnlyList<VmNode> Read(string text)
    {
        string[] lines = Lines(text);
        bool each = lines.Count(line => line.Trim().Length > 0) > 1 && lines.All(line => line.Trim() is "" or ['{', .., '}']);
        return each
            ? [.. lines.Select((line, i) => (Text: line, Line: i)).Where(line => line.Text.Trim().Length > 0).SelectMany(line => Documents(new string('\n', line.Line) + line.Text))]
            : Documents(text);
    }

    private static List<VmNode> Documents(string text)
    {
        using StringReader reader = new(text);
        Parser parser = new(reader);
        VmTree tree = new(parser, text);
        try
        {
            parser.Consume<StreamStart>();
            List<VmNode> documents = [];
            while (parser.TryConsume<DocumentStart>(out _))
            {
                tree._anchors.Clear();
                documents.Add(tree.Node(0));
                parser.Consume<DocumentEnd>();
            }

            return documents;
        }
        catch (YamlException exception)
        {
            throw Unreadable(text, tree.PlaceOf(exception.Start), exception.Message, exception);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            // YamlDotNet throws these of a key in braces that goes over a line's end, and of a tag that is no URI; its place is that of what it read before.
            throw Unreadable(text, tree.PlaceOf(parser.Current?.End ?? Mark.Empty), "It is not well-formed: expected keys on one line, and no tags.", exception);
        }
    }

    // As YAML ends them.
    private static string[] Lines(string text) => text.Split(["\r\n", "\n", "\r"], StringSplitOptions.None);

    private static HvConfigurationException Unreadable(string text, HvTextPlace place, string reason, Exception exception)
    {
        string language = text.TrimStart() is ['{' or '[', ..] ? "JSON" : "YAML";
        return new HvConfigurationException($"The {language} cannot be read ({place}): {Excerpt.Of(reason, LongestReason)}", exception) { Line = place.Line, Column = place.Column };
    }

    // What ends with the text may be told to stand a line or a column behind it.
    private HvTextPlace PlaceOf(Mark mark)
    {
        int line = (int)Math.Clamp(mark.Line, 1, _lines.Length);
        int behind = _lines[line - 1].Length + 1;
        return HvTextPlace.At(line, line < mark.Line ? behind : (int)Math.Clamp(mark.Column, 1, behind));
    }

    private VmNode Node(int depth)
    {
        ParsingEvent here = _parser.Current!;
        if (depth > MaxDepth)
        {
            throw new YamlException(here.Start, here.End, $"It is nested too deep: expected at most {MaxDepth} levels.");
        }

        VmNode node = here switch
        {
            AnchorAlias => Alias(),
            MappingStart => Mapping(depth),
            SequenceStart => Sequence(depth),
            _ => Scalar(),
        };
        if (here is NodeEvent { Anchor.IsEmpty: false } anchored)
        {
            _anchors[anchored.Anchor] = node;
        }

        return node;
    }

    // The same node again, not a copy: what refers to what costs nothing.
    private VmNode Alias()
    {
        AnchorAlias alias = _parser.Consume<AnchorAlias>();
        return _anchors.TryGetValue(alias.Value, out VmNode? node) ? node : throw new YamlException(alias.Start, alias.End, $"*{alias.Value} refers to nothing above it.");
    }

    private VmNode Scalar()
    {
        Scalar scalar = _parser.Consume<Scalar>();
        return VmNode.Text(scalar.Value, PlaceOf(scalar.Start), scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any));
    }

    private VmNode Mapping(int depth)
    {
        MappingStart start = _parser.Consume<MappingStart>();
        List<VmNodeMember> members = [];
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            Scalar name = _parser.Current as Scalar ?? throw new YamlException(_parser.Current!.Start, _parser.Current.End, "A key is no text: expected a name and a colon.");
            _parser.MoveNext();
            if (members.Exists(member => member.Name == name.Value))
            {
                throw new YamlException(name.Start, name.End, $"'{Excerpt.Of(name.Value)}' is there twice: expected each key once.");
            }

            members.Add(new VmNodeMember(name.Value, PlaceOf(name.Start), Node(depth + 1)));
        }

        return VmNode.Mapping(members, PlaceOf(start.Start));
    }

    private VmNode Sequence(int depth)
    {
        SequenceStart start = _parser.Consume<SequenceStart>();
        List<VmNode> items = [];
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(Node(depth + 1));
        }

        return VmNode.Sequence(items, PlaceOf(start.Start));
    }
}
