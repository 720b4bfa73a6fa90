"""What people see: values in, HTML text out."""
