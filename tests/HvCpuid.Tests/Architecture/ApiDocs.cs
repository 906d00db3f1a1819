using System.Reflection;
using System.Xml.Linq;

namespace HvCpuid.Tests.Architecture;

/// <summary>The XML file of the library's docs: which exceptions a member says that it throws.</summary>
internal sealed class ApiDocs
{
    private readonly Dictionary<string, List<XElement>> _members = [];

    public ApiDocs(Assembly assembly)
    {
        foreach (XElement member in XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member"))
        {
            string id = member.Attribute("name")!.Value;
            string key = id.StartsWith("T:", StringComparison.Ordinal) ? id : KeyOf(id);
            (_members.TryGetValue(key, out List<XElement>? found) ? found : _members[key] = []).Add(member);
            Ids.Add(id);
        }
    }

    public List<string> Ids { get; } = [];

    /// <summary>The full names of the exceptions that a member's docs name, an interface's where it inherits them.</summary>
    public IReadOnlyList<string> Exceptions(MemberInfo member)
    {
        List<XElement> docs = Find(member.DeclaringType!, member);
        if (docs.Any(doc => doc.Element("inheritdoc") is not null))
        {
            docs = [.. docs, .. member.DeclaringType!.GetInterfaces().Append(member.DeclaringType!.BaseType!).SelectMany(type => Find(type, member))];
        }

        return [.. docs.SelectMany(doc => doc.Elements("exception")).Select(exception => exception.Attribute("cref")!.Value[2..])];
    }

    private static string KeyOf(string id)
    {
        int open = id.IndexOf('(', StringComparison.Ordinal);
        string name = (open < 0 ? id : id[..open])[2..].Split("``")[0];
        string list = open < 0 ? "" : id[(open + 1)..id.LastIndexOf(')')];
        int depth = 0;
        int parameters = list.Length == 0 ? 0 : 1 + list.Count(c =>
        {
            depth += c is '{' or '[' ? 1 : c is '}' or ']' ? -1 : 0;
            return c == ',' && depth == 0;
        });
        return name + "/" + parameters;
    }

    private List<XElement> Find(Type type, MemberInfo member)
    {
        int parameters = member switch
        {
            MethodBase method => method.GetParameters().Length,
            PropertyInfo property => property.GetIndexParameters().Length,
            _ => 0,
        };
        string name = (type.FullName ?? type.Name).Replace('+', '.') + "." + member.Name.Split('.')[^1];
        name = member is ConstructorInfo ? (type.FullName ?? type.Name).Replace('+', '.') + ".#ctor" : name;

        // The docs of a record's constructor are those of the type.
        List<XElement> docs = _members.GetValueOrDefault(name + "/" + parameters) ?? [];
        return member is ConstructorInfo ? [.. docs, .. _members.GetValueOrDefault("T:" + type.FullName!.Replace('+', '.')) ?? []] : docs;
    }
}
