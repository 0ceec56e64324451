// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A headless Chromium that is driven by its own protocol, over pipes: no port that two tests could both want, no library.
final class Browser {
    private let process = Process()
    private let (commands, answers) = (Pipe(), Pipe())
    private let directory = NSTemporaryDirectory() + "strait-browser-\(UUID().uuidString)"
    /// Its own temporary files. Directly in /tmp: Chromium makes a socket there, whose path has at most 107 bytes (unix(7)).
    private let temporary = "/tmp/strait-browser-\(UUID().uuidString.prefix(8))"
    private var buffer: [UInt8] = []
    private var number = 0
    private var session: String?
    /// What the browser told without being asked, in order.
    private(set) var events: [(name: String, values: [String: Any])] = []

    /// Opens a page that is written to a file first.
    init(_ html: [UInt8]) throws {
        for path in [directory, temporary] {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }
        try write(html)
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        // The protocol's pipes are the descriptors 3 and 4, which only a shell can give a process here.
        process.arguments = [
            "-c", "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1", try #require(Tool.path("chromium")),
            "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", "--window-size=1200,900",
            "--user-data-dir=\(directory)/profile", "about:blank",
        ]
        process.environment = ProcessInfo.processInfo.environment.merging(["TMPDIR": temporary]) { $1 }
        (process.standardInput, process.standardOutput) = (commands, answers)
        try process.run()
        // Whatever hangs in there ends with the browser, and the read below with it.
        let running = process
        DispatchQueue.global().asyncAfter(deadline: .now() + 100) { if running.isRunning { running.terminate() } }
        let target = try call("Target.createTarget", ["url": "about:blank"])["targetId"] as? String
        let attached = try call("Target.attachToTarget", ["targetId": target ?? "", "flatten": true])
        session = attached["sessionId"] as? String
        for domain in ["Page", "Runtime", "Log", "Network"] { try call("\(domain).enable") }
        try call("Page.navigate", ["url": address])
        try wait(for: "Page.loadEventFired")
    }

    deinit {
        process.terminate()
        process.waitUntilExit()
        for path in [directory, temporary] { try? FileManager.default.removeItem(atPath: path) }
    }

    /// The page's address.
    var address: String { "file://\(directory)/report.html" }

    /// Writes another page in place of the one that is shown.
    func write(_ html: [UInt8]) throws {
        try Data(html).write(to: URL(fileURLWithPath: directory + "/report.html"), options: .atomic)
    }

    /// What an expression comes to, as JSON has it; promises are waited for.
    @discardableResult
    func evaluate<Value>(_ expression: String, as type: Value.Type = Any.self) throws -> Value {
        let answer = try call(
            "Runtime.evaluate",
            ["expression": expression, "awaitPromise": true, "returnByValue": true, "userGesture": true])
        if let exception = answer["exceptionDetails"] as? [String: Any] { throw Failure("\(exception)") }
        let value = (answer["result"] as? [String: Any])?["value"]
        return try #require((value ?? NSNull()) as? Value, "\(expression): \(answer)")
    }

    /// Whether a condition of the page comes true, soon or late: a busy machine draws and navigates when it comes to it.
    func becomes(_ condition: String) throws -> Bool {
        let script = """
            (async () => {
              for (let n = 0; n < 600 && !(\(condition)); n++) await new Promise((done) => setTimeout(done, 50));
              return !!(\(condition));
            })()
            """
        return try evaluate(script, as: Bool.self)
    }

    /// Presses a key that has no character.
    func press(_ key: String, code: Int) throws {
        for type in ["rawKeyDown", "keyUp"] {
            try call("Input.dispatchKeyEvent", ["type": type, "key": key, "code": key, "windowsVirtualKeyCode": code])
        }
    }

    /// Reads on until the browser tells that something happened.
    func wait(for name: String) throws {
        let seen = events.count
        while !events.dropFirst(seen).contains(where: { $0.name == name }) { try take(read()) }
    }

    /// What the page or the policy complained of.
    var complaints: [String] {
        events.filter { ["Log.entryAdded", "Runtime.exceptionThrown", "Runtime.consoleAPICalled"].contains($0.name) }
            .map { "\($0.values)" }
    }

    /// Every address that was asked for.
    var requests: Set<String> {
        Set(
            events.filter { $0.name == "Network.requestWillBeSent" }
                .compactMap { ($0.values["request"] as? [String: Any])?["url"] as? String })
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }

    @discardableResult
    func call(_ method: String, _ parameters: [String: Any] = [:]) throws -> [String: Any] {
        number += 1
        var message: [String: Any] = ["id": number, "method": method, "params": parameters]
        if let session { message["sessionId"] = session }
        try commands.fileHandleForWriting.write(contentsOf: JSONSerialization.data(withJSONObject: message) + [0])
        while true {
            let answer = try read()
            guard answer["id"] as? Int == number else {
                take(answer)
                continue
            }
            if let error = answer["error"] { throw Failure("\(method): \(error)") }
            return answer["result"] as? [String: Any] ?? [:]
        }
    }

    private func take(_ message: [String: Any]) {
        guard let name = message["method"] as? String else { return }
        events.append((name, message["params"] as? [String: Any] ?? [:]))
    }

    /// One message; a NUL ends it.
    private func read() throws -> [String: Any] {
        while true {
            if let end = buffer.firstIndex(of: 0) {
                let message = Data(buffer[..<end])
                buffer.removeSubrange(...end)
                return try JSONSerialization.jsonObject(with: message) as? [String: Any] ?? [:]
            }
            let more = answers.fileHandleForReading.availableData
            guard !more.isEmpty else { throw Failure("the browser has ended") }
            buffer += more
        }
    }
}
