"""The template pack with which every form of the house is drawn."""

import re

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout, Submit
from django import forms
from django.template import Context, Template


class Wishes(forms.Form):
    title = forms.CharField(help_text="As on the label")
    note = forms.CharField(required=False, widget=forms.Textarea)
    agreed = forms.BooleanField(label="Agreed")
    way = forms.ChoiceField(choices=[("a", "First"), ("b", "Second")], widget=forms.RadioSelect)
    key = forms.CharField(widget=forms.HiddenInput)


def drawn(form, template="{{ form|crispy }}"):
    return Template("{% load crispy_forms_tags %}" + template).render(Context({"form": form}))


def test_every_input_has_its_label():
    html = drawn(Wishes())

    for name in ("title", "note", "agreed", "way_0", "way_1"):
        assert f'for="id_{name}"' in html
        assert f'id="id_{name}"' in html
    assert re.search(r"<legend>Way\s*</legend>", html)
    assert "<label" not in drawn(Wishes(), "{{ form.key|as_crispy_field }}")


def test_help_and_mistakes_are_tied_to_their_input():
    html = drawn(Wishes({"note": "x"}))

    [title] = re.findall(r'<input type="text" name="title"[^>]*>', html)
    described = re.search(r'aria-describedby="([^"]+)"', title)[1].split()
    assert described == ["id_title_helptext", "id_title_error"]
    for name in described:
        assert html.count(f'id="{name}"') == 1
    assert 'aria-invalid="true"' in title


def test_what_may_stay_empty_says_so():
    html = drawn(Wishes(), "{{ form.note|as_crispy_field }}")

    assert 'class="optional"' in html
    assert 'class="optional"' not in drawn(Wishes(), "{{ form.title|as_crispy_field }}")


def test_a_layout_with_a_helper_is_drawn_whole():
    form = Wishes()
    form.helper = FormHelper()
    form.helper.layout = Layout(
        Fieldset("What", "title", "note"), Div("agreed", "way", "key", css_class="more")
    )
    form.helper.add_input(Submit("send", "Send"))

    html = drawn(form, "{% crispy form %}")

    assert html.count("<form") == html.count("</form>") == 1
    assert re.search(r"<legend>What</legend>.*id_title.*class=\"more\".*id_agreed", html, re.DOTALL)
    assert re.search(
        r'<button class="button button--main" type="submit" name="send" value="Send"[^>]*>Send</button>', html
    )
