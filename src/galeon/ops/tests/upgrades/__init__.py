"""Settings of a version whose upgrade fails: the kernel's migrations, then steps that write and one that breaks.

Each module of settings names one folder of further steps; the folder's package searches the kernel's own too.
"""
