// SPDX-License-Identifier: Apache-2.0

import CLibvirt
import Foundation
import StraitModel

/// In which direction a stream or a socket is ready. libvirt's stream and handle events have the same values
/// (VIR_STREAM_EVENT_*, VIR_EVENT_HANDLE_*).
struct Readiness: OptionSet, Sendable {
    let rawValue: Int32

    static let readable = Readiness(rawValue: 1)
    static let writable = Readiness(rawValue: 2)
}

/// The result of one non-blocking read or write.
enum Transfer {
    case moved(Int)
    case wouldBlock
    case ended
}

/// A stream to a guest, or a descriptor, with callbacks for its readiness.
protocol ListenedStream: Sendable {
    /// Changes the events that the callback is called for.
    func update(_ events: Readiness)
    /// Stops the callbacks.
    func remove()
}

/// A stream to a guest. Only opening and closing it can block.
protocol GuestStream: ListenedStream {
    /// Receives the bytes that have arrived.
    func receive(_ buffer: UnsafeMutableRawBufferPointer) -> Transfer
    /// Sends as many bytes as there is room for.
    func send(_ bytes: UnsafeRawBufferPointer) -> Transfer
    /// Closes the stream; can block.
    func abort()
}

/// A non-blocking libvirt stream with a callback on the event loop's thread.
final class StreamEvents: GuestStream {
    private let stream: StreamHandle

    /// Calls `ready` on the event loop's thread whenever the stream is ready in one of `events`, until ``remove()``.
    init(_ stream: StreamHandle, _ events: Readiness, ready: @escaping @Sendable () -> Void) throws {
        self.stream = stream
        let box = Unmanaged.passRetained(Callback(ready))
        let added = virStreamEventAddCallback(
            stream.pointer, events.rawValue,
            { _, _, opaque in Unmanaged<Callback>.fromOpaque(opaque!).takeUnretainedValue().body() },
            box.toOpaque(), { Unmanaged<Callback>.fromOpaque($0!).release() })
        guard added == 0 else {
            let error = Libvirt.lastError("cannot listen to the guest's stream")
            box.release()
            throw error
        }
    }

    func update(_ events: Readiness) { virStreamEventUpdateCallback(stream.pointer, events.rawValue) }

    /// Removes the callback. The stream stays open until ``abort()``.
    func remove() { virStreamEventRemoveCallback(stream.pointer) }

    /// Closes the stream. Never call it while libvirt may be opening another stream to the same device or removing the
    /// domain: libvirt takes its locks in the opposite order there (virChrdevOpen and virChrdevFree against
    /// virFDStreamClose, seen in 9.0), and both hang forever. ``Guest`` knows when neither happens.
    func abort() {
        // Aborting twice, or after the other side has ended the stream, only fails.
        virStreamAbort(stream.pointer)
    }

    func receive(_ buffer: UnsafeMutableRawBufferPointer) -> Transfer {
        Self.transfer(virStreamRecv(stream.pointer, buffer.baseAddress, buffer.count))
    }

    func send(_ bytes: UnsafeRawBufferPointer) -> Transfer {
        Self.transfer(virStreamSend(stream.pointer, bytes.baseAddress, bytes.count))
    }

    /// -2 means that it would block, -1 an error, and 0 the end; nothing follows after the last two.
    private static func transfer(_ count: Int32) -> Transfer {
        switch count {
        case -2: .wouldBlock
        case ...0: .ended
        default: .moved(Int(count))
        }
    }
}

/// A descriptor on libvirt's event loop.
final class HandleEvents: ListenedStream {
    private let watch: Int32

    /// Calls `ready` on the event loop's thread whenever the descriptor is ready in one of `events`, until ``remove()``.
    init(_ descriptor: Int32, _ events: Readiness, ready: @escaping @Sendable () -> Void) throws {
        let box = Unmanaged.passRetained(Callback(ready))
        watch = virEventAddHandle(
            descriptor, events.rawValue,
            { _, _, _, opaque in Unmanaged<Callback>.fromOpaque(opaque!).takeUnretainedValue().body() },
            box.toOpaque(), { Unmanaged<Callback>.fromOpaque($0!).release() })
        guard watch >= 0 else {
            box.release()
            throw StraitError(.infrastructure, "cannot watch a descriptor in libvirt's event loop")
        }
    }

    func update(_ events: Readiness) { virEventUpdateHandle(watch, events.rawValue) }

    func remove() { virEventRemoveHandle(watch) }
}

/// A closure passed to C code as a pointer.
final class Callback: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}
