from django.contrib import admin


class KylkalemAdmin(admin.AdminSite):
    pass
