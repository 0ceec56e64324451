// SPDX-License-Identifier: Apache-2.0

// The names are those of the schema. A nil value has no key, because the schema does not allow null.
extension KCIDB {
    struct Document: Encodable {
        struct Version: Encodable {
            var major = 5
            var minor = 3
        }

        var version = Version()
        var checkouts: [Checkout]
        var builds: [Build]
        var tests: [Test]
    }

    struct Checkout: Encodable {
        var id: String
        var origin = "strait"
        var comment: String
        var start_time: String
    }

    struct Build: Encodable {
        var id: String
        var origin = "strait"
        var checkout_id: String
        var architecture: String
        var comment: String?
        var start_time: String
        var misc: [String: String]?
    }

    struct Environment: Encodable {
        var comment: String
        var misc: [String: String]
    }

    struct Test: Encodable {
        var id: String
        var origin = "strait"
        var build_id: String
        var path: String
        var status: String
        var environment: Environment
        var start_time: String
        var duration: Double?
        var log_excerpt: String?
        var misc: [String: Int]?
    }
}
