/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <libxml/xmlversion.h>
/*
 * Debian's libxml2 is built with ICU, whose headers cannot be in one program with the ICU of Foundation: the compiler sees two
 * definitions of the same types. Only the description of an encoding (struct _xmlCharEncodingHandler) has members of ICU's, and nothing
 * here looks into one.
 */
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlsave.h>
