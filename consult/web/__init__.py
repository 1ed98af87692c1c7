"""What stands between HTTP and the features: permission, errors, headers, templates, languages."""
