"""Orders as a sheet: columns, cells to orders, files read in a process of their own, faulty rows handed back."""
