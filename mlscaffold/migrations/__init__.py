"""Changes of libraries that break older code: the table of them, what errors say of them, what code shows of them."""
