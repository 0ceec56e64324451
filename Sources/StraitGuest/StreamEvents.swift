// SPDX-License-Identifier: Apache-2.0

import CLibvirt
import Foundation
import StraitModel

/// Which way a stream or a socket is ready, or wanted to be. libvirt's stream and handle events have the same values
/// (VIR_STREAM_EVENT_*, VIR_EVENT_HANDLE_*).
struct Readiness: OptionSet, Sendable {
    let rawValue: Int32

    static let readable = Readiness(rawValue: 1)
    static let writable = Readiness(rawValue: 2)
}

/// One attempt to move bytes through a stream or a socket that does not block.
enum Transfer {
    case moved(Int)
    case wouldBlock
    case ended
}

/// A non-blocking libvirt stream with a callback on the event loop's thread.
final class StreamEvents: Sendable {
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

    /// Hears no more of it. The stream stays open until ``abort()``.
    func remove() { virStreamEventRemoveCallback(stream.pointer) }

    /// Closes the stream. Never while libvirt may be opening another one to the same device or removing the domain: it takes its locks
    /// in the other order there (virChrdevOpen and virChrdevFree against virFDStreamClose, seen in 9.0), and both hang for ever.
    /// ``Guest`` knows when neither is the case.
    func abort() {
        // Aborting twice, or after the other side has ended it, only fails: there is nothing left to do then.
        virStreamAbort(stream.pointer)
    }

    func receive(_ buffer: UnsafeMutableRawBufferPointer) -> Transfer {
        Self.transfer(virStreamRecv(stream.pointer, buffer.baseAddress, buffer.count))
    }

    func send(_ bytes: UnsafeRawBufferPointer) -> Transfer {
        Self.transfer(virStreamSend(stream.pointer, bytes.baseAddress, bytes.count))
    }

    /// -2 means that it would block, -1 an error and 0 the end: after both of those nothing more will come.
    private static func transfer(_ count: Int32) -> Transfer {
        switch count {
        case -2: .wouldBlock
        case ...0: .ended
        default: .moved(Int(count))
        }
    }
}

/// A descriptor on libvirt's event loop.
final class HandleEvents: Sendable {
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

/// A closure that C code carries as a pointer.
final class Callback: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}
