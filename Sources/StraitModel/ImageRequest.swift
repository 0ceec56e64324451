// SPDX-License-Identifier: Apache-2.0

/// A requested image: a kernel for an architecture.
public struct ImageRequest: Sendable, Hashable {
    /// The kernel.
    public var kernel: KernelRequest
    /// The architecture.
    public var architecture: Architecture
    /// Its page size in KiB; nil leaves that to the source.
    public var pageSizeKiB: Int?

    /// Makes a request.
    public init(_ kernel: KernelRequest, _ architecture: Architecture, pageSizeKiB: Int? = nil) {
        self.kernel = kernel
        self.architecture = architecture
        self.pageSizeKiB = pageSizeKiB
    }
}

extension Matrix {
    /// The images that the cells boot, each once: by kernel in the order of the file, then by architecture and page
    /// size.
    public var images: [ImageRequest] {
        kernels.flatMap { kernel in
            let cells = cells.filter { $0.kernel == kernel.name && $0.unsupported == nil }
            let wanted = Set(
                cells.map { ImageRequest(kernel, $0.architecture, pageSizeKiB: $0.setup.pageSizeKiB) })
            return wanted.sorted {
                ($0.architecture, $0.pageSizeKiB ?? 0) < ($1.architecture, $1.pageSizeKiB ?? 0)
            }
        }
    }
}
