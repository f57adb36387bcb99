"""A kind of import contract that import-linter doesn't bring; named in `.importlinter`."""

import sys

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class StandardLibraryOnly(Contract):
    """`modules`, and what is in them, import one another and the standard library directly, and nothing else."""

    type_name = "standard_library_only"

    modules = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002 # the signature is given
        names = [str(name) for name in self.modules]  # type: ignore[attr-defined] # a field gives its list at run time
        inside = {module for name in names for module in ({name} | graph.find_descendants(name))}
        standard = sys.stdlib_module_names
        outside = [
            (importer, imported)
            for importer in sorted(inside)
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if imported not in inside and imported.partition(".")[0] not in standard
        ]
        return ContractCheck(kept=not outside, metadata={"outside": outside})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, imported in check.metadata["outside"]:
            output.print_error(f"{importer} imports {imported}")
