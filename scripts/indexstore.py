# SPDX-License-Identifier: Apache-2.0
"""Reads the index that `swift build` leaves below .build/debug/index/store, with libIndexStore from the Swift toolchain.

The compiler writes one unit for each source file, and in it the name of a record: each symbol that the file declares or uses.
"""
import ctypes
import pathlib
import shutil
from collections import namedtuple

# One place in a file where a symbol is declared or used.
# `within` are the symbols around it, `overrides` those that a declaration implements or overrides, `extended` the extensions
# that a type is named by as what they extend.
Occurrence = namedtuple("Occurrence", "usr name kind line defines within overrides extended")

RECORD = 2
DEFINES = 1 << 0 | 1 << 1
CHILD_OF, OVERRIDES, EXTENDED_BY, ACCESSOR_OF, CONTAINED_BY = 1 << 9, 1 << 11, 1 << 14, 1 << 15, 1 << 16
RELATED = {"within": CHILD_OF | ACCESSOR_OF | CONTAINED_BY, "overrides": OVERRIDES, "extended": EXTENDED_BY}
PARAMETER, EXTENSION, FIELD, INITIALIZER = 25, 9, 19, 22
GENERIC_PARAMETER, LOCAL = 1013, 1 << 7


class Text(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("length", ctypes.c_size_t)]

    def __str__(self):
        return ctypes.string_at(self.data, self.length).decode() if self.length else ""


class Failure(Exception):
    """The index is not there or cannot be read."""


APPLIER = ctypes.CFUNCTYPE(ctypes.c_bool, ctypes.c_void_p, ctypes.c_void_p)
RESULTS = {
    "store_create": ctypes.c_void_p, "error_get_description": ctypes.c_char_p,
    "unit_reader_create": ctypes.c_void_p, "unit_reader_get_main_file": Text, "unit_reader_get_module_name": Text,
    "unit_reader_dependencies_apply_f": ctypes.c_bool, "unit_dependency_get_kind": ctypes.c_int,
    "unit_dependency_get_name": Text, "unit_dependency_get_filepath": Text,
    "record_reader_create": ctypes.c_void_p, "record_reader_occurrences_apply_f": ctypes.c_bool,
    "occurrence_get_symbol": ctypes.c_void_p, "occurrence_get_roles": ctypes.c_uint64,
    "occurrence_relations_apply_f": ctypes.c_bool,
    "symbol_get_usr": Text, "symbol_get_name": Text, "symbol_get_kind": ctypes.c_int,
    "symbol_get_subkind": ctypes.c_int, "symbol_get_properties": ctypes.c_uint64,
    "symbol_relation_get_roles": ctypes.c_uint64, "symbol_relation_get_symbol": ctypes.c_void_p,
    "unit_reader_dispose": None, "record_reader_dispose": None,
}


def library():
    """libIndexStore of the toolchain that `swift` on the search path belongs to."""
    swift = shutil.which("swift")
    path = swift and pathlib.Path(swift).resolve().parent.parent / "lib/libIndexStore.so"
    if not path or not path.exists():
        raise Failure(f"no libIndexStore.so beside the Swift toolchain ({path or 'swift is not on PATH'})")
    loaded = ctypes.CDLL(str(path))
    for name, result in RESULTS.items():
        getattr(loaded, f"indexstore_{name}").restype = result
    return loaded


class Index:
    """The occurrences of each file of the given modules: {module: {path: [Occurrence]}}."""

    def __init__(self, store):
        self.store = pathlib.Path(store)
        if not (self.store / "v5/units").is_dir():
            raise Failure(f"no index in {store}: `swift build --build-tests` leaves one")
        self.library = library()
        error = ctypes.c_void_p()
        self.handle = ctypes.c_void_p(self.call("store_create", str(store).encode(), ctypes.byref(error)))
        self.check(error)

    def call(self, name, *arguments):
        return getattr(self.library, f"indexstore_{name}")(*arguments)

    def check(self, error):
        if error:
            raise Failure(self.call("error_get_description", error).decode())

    def each(self, name, handle):
        """What an `_apply_f` function of the library hands out, as a list. The handles live as long as their owner."""
        found = []
        applier = APPLIER(lambda _, value: found.append(ctypes.c_void_p(value)) or True)
        self.call(name, handle, None, applier)
        return found

    def units(self):
        """The newest unit of each source file: (module, path, record)."""
        newest = {}
        for unit in (self.store / "v5/units").iterdir():
            module, path, record = self.unit(unit.name)
            when = unit.stat().st_mtime_ns
            if record and newest.get(path, (0,))[0] < when:
                newest[path] = (when, module, record)
        return [(module, path, record) for path, (_, module, record) in newest.items()]

    def unit(self, name):
        error = ctypes.c_void_p()
        reader = ctypes.c_void_p(self.call("unit_reader_create", self.handle, name.encode(), ctypes.byref(error)))
        self.check(error)
        path = str(self.call("unit_reader_get_main_file", reader))
        module = str(self.call("unit_reader_get_module_name", reader))
        records = []
        applier = APPLIER(lambda _, value: self.take(records, path, value))
        self.call("unit_reader_dependencies_apply_f", reader, None, applier)
        record = records[0] if records else None
        self.call("unit_reader_dispose", reader)
        return module, path, record

    def take(self, records, path, dependency):
        dependency = ctypes.c_void_p(dependency)
        is_record = self.call("unit_dependency_get_kind", dependency) == RECORD
        if is_record and str(self.call("unit_dependency_get_filepath", dependency)) == path:
            records.append(str(self.call("unit_dependency_get_name", dependency)))
        return True

    def occurrences(self, record):
        error = ctypes.c_void_p()
        reader = ctypes.c_void_p(self.call("record_reader_create", self.handle, record.encode(), ctypes.byref(error)))
        self.check(error)
        found = []
        applier = APPLIER(lambda _, value: self.add(found, ctypes.c_void_p(value)))
        self.call("record_reader_occurrences_apply_f", reader, None, applier)
        self.call("record_reader_dispose", reader)
        return found

    def add(self, found, occurrence):
        symbol = ctypes.c_void_p(self.call("occurrence_get_symbol", occurrence))
        kind = self.call("symbol_get_kind", symbol)
        properties = self.call("symbol_get_properties", symbol)
        if kind == PARAMETER or properties & LOCAL or self.call("symbol_get_subkind", symbol) == GENERIC_PARAMETER:
            return True
        roles = self.call("occurrence_get_roles", occurrence)
        line = ctypes.c_uint()
        self.call("occurrence_get_line_col", occurrence, ctypes.byref(line), None)
        found.append(Occurrence(
            str(self.call("symbol_get_usr", symbol)), str(self.call("symbol_get_name", symbol)), kind, line.value,
            bool(roles & DEFINES), **self.relations(occurrence)))
        return True

    def relations(self, occurrence):
        """The names of the symbols that an occurrence has to do with, by the fields of Occurrence."""
        found = {field: [] for field in RELATED}

        def receive(_, value):
            relation = ctypes.c_void_p(value)
            roles = self.call("symbol_relation_get_roles", relation)
            usr = str(self.call("symbol_get_usr", ctypes.c_void_p(self.call("symbol_relation_get_symbol", relation))))
            for field, mask in RELATED.items():
                if roles & mask:
                    found[field].append(usr)
            return True
        self.call("occurrence_relations_apply_f", occurrence, None, APPLIER(receive))
        return found
