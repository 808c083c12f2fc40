# %% [markdown]
# # Tests in the notebook

# %%
import io
import unittest

runs = []


def area(side):
    runs.append(side)
    return side**2


class AreaTest(unittest.TestCase):
    def test_two(self):
        self.assertEqual(area(2), 4)

    def test_wrong(self):
        self.assertEqual(area(3), 8)


print("RESULT area", area(1))

# %% [markdown]
# ## Areas

# %%
areas = [area(s) for s in (4, 5)]
print("RESULT areas", areas)

# %% [markdown]
# ## Run the tests

# %%
suite = unittest.defaultTestLoader.loadTestsFromTestCase(AreaTest)
stream = io.StringIO()
outcome = unittest.TextTestRunner(stream=stream).run(suite)
print("RESULT tests", outcome.testsRun, len(outcome.failures), sorted(runs))

# %% [markdown]
# ## All of the notebook

# %%
program = unittest.main(argv=["notebook"], exit=False, testRunner=unittest.TextTestRunner(stream=stream))
print("RESULT main", program.result.testsRun, len(program.result.failures), sum(areas))
