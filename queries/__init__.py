"""Read only: (connection, scope) → DataFrame. One public function a question; its docstring says what a row is."""
