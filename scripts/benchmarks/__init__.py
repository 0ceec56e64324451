# SPDX-License-Identifier: Apache-2.0
"""What `scripts/bench` measures, one file each: a module has `measure(options)`, which yields rows."""
