using HvCpuid.Ioctl;

namespace HvCpuid.Linux.Native;

/// <summary>The <c>struct kvm_run</c> that a vCPU shares with the kernel (include/uapi/linux/kvm.h), as far as exits of a prototype need it.</summary>
internal sealed class RunArea
{
    public const int ImmediateExitOffset = 1;
    public const int ExitReasonOffset = 8;
    public const int UnionOffset = 32;
    public const int IoSizeOffset = 33;
    public const int IoPortOffset = 34;
    public const int IoCountOffset = 36;
    public const int IoDataOffset = 40;

    // What a port answers that no device decodes.
    private const byte FloatingBus = 0xFF;
    private readonly MappedPages _pages;

    /// <summary>Maps a vCPU's, for as long as its file descriptor is open.</summary>
    /// <param name="vcpu">The vCPU.</param>
    /// <param name="size">What KVM_GET_VCPU_MMAP_SIZE said.</param>
    /// <exception cref="KvmException">It cannot be mapped.</exception>
    public RunArea(FileDescriptor vcpu, int size)
    {
        _pages = MappedPages.Of(vcpu, size);
        vcpu.Adopt(_pages);
    }

    /// <summary>Makes KVM_RUN come back with EINTR before it enters the guest (KVM_CAP_IMMEDIATE_EXIT, Linux 4.13).</summary>
    public void SetImmediateExit(bool value) => _pages.Write(ImmediateExitOffset, value ? (byte)1 : (byte)0);

    /// <summary>The exit that KVM_RUN came back with. Of an IN, the answer is written: all ones.</summary>
    public KvmExit Read()
    {
        KvmExitReason reason = (KvmExitReason)_pages.Read<uint>(ExitReasonOffset);
        return reason switch
        {
            KvmExitReason.Io => ReadIo(),
            KvmExitReason.FailEntry => new KvmExit(reason) { Detail = _pages.Read<ulong>(UnionOffset) },
            KvmExitReason.InternalError or KvmExitReason.SystemEvent => new KvmExit(reason) { Detail = _pages.Read<uint>(UnionOffset) },
            _ => new KvmExit(reason),
        };
    }

    private KvmExit ReadIo()
    {
        bool isOut = _pages.Read<byte>(UnionOffset) == 1;
        int size = _pages.Read<byte>(IoSizeOffset);
        int count = _pages.Read<int>(IoCountOffset);
        ulong data = _pages.Read<ulong>(IoDataOffset);
        uint value = 0;
        if (isOut)
        {
            for (int i = size - 1; i >= 0; i--)
            {
                value = (value << 8) | _pages.Read<byte>(data + (uint)i);
            }
        }
        else
        {
            Span<byte> answer = new byte[size * count];
            answer.Fill(FloatingBus);
            _pages.WriteSpan<byte>(data, answer);
        }

        return new KvmExit(KvmExitReason.Io) { IsOut = isOut, Port = _pages.Read<ushort>(IoPortOffset), Size = size, Count = count, Value = value };
    }
}
