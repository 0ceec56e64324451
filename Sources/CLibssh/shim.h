/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <libssh/libssh.h>
#include <libssh/callbacks.h>
