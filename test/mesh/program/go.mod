// The one program that plays every container of the mesh tests: servers, clients and hosts outside. Standard library only.
module inference-platform/test/mesh/program

go 1.26.0
