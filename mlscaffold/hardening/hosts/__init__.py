"""What only Colab, Kaggle, Databricks or a kernel has, replaced in a notebook before it is run and analyzed."""
