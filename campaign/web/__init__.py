"""The faces in the browser: the only package that imports streamlit."""
